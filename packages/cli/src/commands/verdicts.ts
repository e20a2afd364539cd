/** `nex verdicts`: why the rows of a build were kept or dropped. */
import type { TrajectoryQuery } from '@nex/core';
import { Option } from 'commander';
import { trajectoryLines, verdictLines } from '../output/verdicts.ts';
import type { CommandDefinition } from './command.ts';
import { collect, type ListRequest, listOptions, noteMore } from './list/add-list.ts';

interface VerdictsOptions extends ListRequest {
  reason?: string;
  verdict?: TrajectoryQuery['verdict'];
}

export const verdicts: CommandDefinition = (program, run) =>
  listOptions(
    program
      .command('verdicts')
      .description('show why the runs of a build were kept or dropped, or everything that was found in one')
      .argument('<id>', 'id of a build, or of one of its runs')
      .option(
        '--reason <reason>',
        'only runs that were dropped or flagged for it, as in near_duplicate (default: any)',
      )
      .addOption(
        new Option(
          '--verdict <verdict>',
          'keep: kept without a flag; flag: kept with one; drop: dropped (default: any)',
        ).choices(['keep', 'flag', 'drop']),
      ),
  ).action((id: string, options: VerdictsOptions, command) =>
    run(command, async (context) => {
      const client = await context.client();
      const { signal } = context;
      if (id.startsWith('run_')) {
        context.print(await client.trajectories.verdicts(id, { signal }), verdictLines);
        return;
      }
      const found = await collect((asked) => client.builds.trajectories(id, asked), options, signal);
      context.print(found, ({ items }) =>
        items.length === 0 ? ['No run of the build is like that.'] : trajectoryLines(items),
      );
      noteMore(context, found.nextCursor);
    }),
  );
