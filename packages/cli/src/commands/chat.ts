/** `nex chat`: an agent file in the terminal, without a platform. */

import { addLocalOptions, LOCAL_HELP } from '../local/local-options.ts';
import type { ChatOptions } from '../local/run-chat.ts';
import type { CommandDefinition } from './command.ts';

export const chat: CommandDefinition = (program, run) =>
  addLocalOptions(
    program
      .command('chat')
      .description('talk to an agent file in the terminal; needs no platform')
      .argument('<agent>', 'an agent file, or a folder that holds framework.yaml or one agent file')
      .option('--query <text>', 'send one message, print the answer and leave (default: ask for messages)'),
  )
    .option('--verbose', 'show model calls, reasoning and what sub-agents say')
    .addHelpText(
      'after',
      `
The answer goes to standard output, everything else to standard error. Without a terminal each line of
standard input is a message, or the answer to a question; with --json each answer is one JSON line.
${LOCAL_HELP}`,
    )
    .action((file: string, options: ChatOptions, command) =>
      run(command, async (context) => {
        // Other commands need nothing of what runs an agent.
        const { runChat } = await import('../local/run-chat.ts');
        return runChat(context, file, options);
      }),
    );
