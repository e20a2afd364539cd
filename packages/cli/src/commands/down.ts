/** `nex down`: stops the platform of this checkout. */
import { stopStack } from '../stack/stop-stack.ts';
import type { CommandDefinition } from './command.ts';

export const down: CommandDefinition = (program, run) =>
  program
    .command('down')
    .description('stop what `nex up` or the quickstart left running; the data stays')
    .action((_, command) =>
      run(command, async (context) => {
        const stopped = (await stopStack(context.home)).sort();
        context.print({ stopped }, () => [
          stopped.length === 0 ? 'Nothing was running.' : `Stopped: ${stopped.join(', ')}.`,
        ]);
      }),
    );
