/** `nex follow`: a run of the platform that is at work, to its end. */
import { followRun } from '../follow/run.ts';
import type { CommandDefinition } from './command.ts';

export const follow: CommandDefinition = (program, runner) =>
  program
    .command('follow')
    .description('watch a run to its end and print its answer')
    .argument('<run>', 'id of a run')
    .addHelpText('after', '\nCtrl-C leaves the run at work. What its tools need to ask is asked here.')
    .action((id: string, _, command) =>
      runner(command, async (context) =>
        followRun(context, await context.client(), id, { verbose: true, keep: true }),
      ),
    );
