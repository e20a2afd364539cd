/** `nex stdio`: an agent file behind lines of JSON, for programs that start it as a child. */
import { addLocalOptions, LOCAL_HELP, type LocalOptions } from '../local/local-options.ts';
import type { CommandDefinition } from './command.ts';

const PROTOCOL = `
One JSON object a line. A request: {"jsonrpc":"2.0-stream","id":1,"method":"agent.stream","params":{…}}
  agent.stream      {"messages":"…" or [{"role":"user","content":…}], "session_id"?, "permissions"?: "ask",
                    "output_schema"?}: event frames, then a result
  agent.query       the same without events
  agent.stop        {"session_id"?, "request_id"?}: interrupts what is at work, all without both
  agent.permission  {"request_id", "call_id", "decision": "allow" (for good), "allow_once" or "deny"}
Frames on standard output have the id of their request and one of event, result, error {code, message}.
Codes: -32700 no JSON, -32600 no request, -32601 no such method, -32602 wrong params, -32000 failed.
Requests run at the same time; one session takes one at a time. The end of input lets them finish.`;

export const stdio: CommandDefinition = (program, run) =>
  addLocalOptions(
    program
      .command('stdio')
      .description('serve an agent file over standard input and output, one JSON object a line')
      .argument('<agent>', 'an agent file, or a folder that holds framework.yaml or one agent file'),
  )
    .addHelpText('after', `${PROTOCOL}\n${LOCAL_HELP}`)
    .action((file: string, options: LocalOptions, command) =>
      run(command, async (context) => {
        // Other commands need nothing of what runs an agent.
        const { runStdio } = await import('../local/run-stdio.ts');
        return runStdio(context, file, options);
      }),
    );
