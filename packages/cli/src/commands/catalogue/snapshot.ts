import type { Command } from 'commander';
import { tableLines } from '../../output/table.ts';
import type { Runner } from '../command.ts';
import { load } from './load.ts';

export function snapshot(group: Command, run: Runner): Command {
  return group
    .command('snapshot')
    .description('start each server that is here and write down its tools: after raising its version')
    .action((_, command) =>
      run(command, async (context) => {
        const { installedOnly, snapshotCatalogue } = await import('@nex/mcp');
        const rows = await snapshotCatalogue(installedOnly(await load(context)), { signal: context.signal });
        context.print({ servers: rows }, () =>
          tableLines(
            ['server', 'tools', 'snapshot'],
            rows.map((row) => [row.name, String(row.tools), row.change]),
          ),
        );
      }),
    );
}
