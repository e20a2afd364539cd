/** `nex verdicts`: why the rows of a build were kept or dropped. */
import type { TrajectoryQuery } from '@nex/core';
import { Option } from 'commander';
import { trajectoryLines, verdictLines } from '../output/verdicts.ts';
import type { CommandDefinition } from './command.ts';
import { whole } from './numbers.ts';

interface VerdictsOptions {
  reason?: string;
  verdict?: TrajectoryQuery['verdict'];
  limit: number;
  cursor?: string;
}

export const verdicts: CommandDefinition = (program, run) =>
  program
    .command('verdicts')
    .description('show why the runs of a build were kept or dropped, or everything that was found in one')
    .argument('<id>', 'id of a build, or of one of its runs')
    .option('--reason <reason>', 'only runs that were dropped or flagged for it, as in near_duplicate')
    .addOption(
      new Option(
        '--verdict <verdict>',
        'keep: kept without a flag; flag: kept with one; drop: dropped',
      ).choices(['keep', 'flag', 'drop']),
    )
    .option('--limit <number>', 'runs to show', whole(1, 200), 50)
    .option('--cursor <cursor>', 'where the list goes on')
    .action((id: string, options: VerdictsOptions, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const { signal } = context;
        if (id.startsWith('run_')) {
          context.print(await client.trajectories.verdicts(id, { signal }), verdictLines);
          return;
        }
        const found = await client.builds.trajectories(id, { ...options, signal });
        context.print(found, ({ items }) =>
          items.length === 0 ? ['No run of the build is like that.'] : trajectoryLines(items),
        );
        if (found.nextCursor !== null) context.note(`There are more: --cursor ${found.nextCursor}`);
      }),
    );
