/** `nex cancel`: ends a run of the platform, wherever it is at work. */
import type { CommandDefinition } from './command.ts';

export const cancel: CommandDefinition = (program, runner) =>
  program
    .command('cancel')
    .description('end a run and all runs below it')
    .argument('<run>', 'id of a run')
    .addHelpText('after', '\nA run that has ended stays as it is.')
    .action((id: string, _, command) =>
      runner(command, async (context) => {
        const client = await context.client();
        const run = await client.runs.cancel(id, { signal: context.signal });
        context.print(run, ({ state }) => [state === 'running' ? 'running, and told to stop' : state]);
      }),
    );
