import type { InstallRow } from '@nex/mcp';
import type { Command } from 'commander';
import { EXIT } from '../../exit-code.ts';
import { tableLines } from '../../output/table.ts';
import type { Runner } from '../command.ts';
import { whole } from '../numbers.ts';
import { known, load, noNames } from './load.ts';

export function install(group: Command, run: Runner): Command {
  return group
    .command('install')
    .description('install servers that do not come with the platform, at their exact versions')
    .argument('[names...]', 'which')
    .option('--all', 'every server of the catalogue')
    .option('--parallel <number>', 'installations at a time', whole(1, 8), 2)
    .action((names: string[], options: { all?: boolean; parallel: number }, command) =>
      run(command, async (context) => {
        const { installServers } = await import('@nex/mcp');
        const catalogue = await load(context);
        if (names.length === 0 && !options.all) throw noNames('install');
        const chosen = options.all
          ? catalogue.entries.filter((entry) => entry.install).map((entry) => entry.name)
          : await known(catalogue, names);
        let done = 0;
        const rows = await installServers({
          catalogue,
          names: chosen,
          signal: context.signal,
          environment: context.env,
          parallel: options.parallel,
          onRow: (row) => {
            done += 1;
            context.note(`${done}/${chosen.length} ${row.name}: ${row.change}`);
          },
        });
        const ok = rows.every((row) => row.change !== 'failed');
        context.print({ servers: rows, directory: catalogue.servers, ok }, () => [
          ...tableLines(
            ['server', 'version', 'state', 'MB'],
            rows.map((row) => [row.name, row.version, row.change, row.megabytes.toFixed(1)]),
          ),
          ...rows.flatMap(faultLines),
        ]);
        return ok ? EXIT.ok : EXIT.failure;
      }),
    );
}

function faultLines({ name, warning, failure }: InstallRow): string[] {
  return [
    ...(warning ? [`warning: ${warning} (${name})`] : []),
    ...(failure ? [`error ${failure.code}: ${failure.message} (${failure.where ?? name})`] : []),
    ...(failure?.hint ? [`hint: ${failure.hint}`] : []),
  ];
}
