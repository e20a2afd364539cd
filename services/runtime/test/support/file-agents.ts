/** Agents that write files, some of which they must ask for. */
import type { BundleFile } from '@nex/core';
import { type Answer, answersIn, lastResult } from './model-server.ts';
import type { Script } from './runs.ts';

export const WRITE_TOOL: BundleFile = {
  path: 'tools/write.yaml',
  content: `type: tool
name: write_file
description: Writes a file.
binding: builtin:write_file
input_schema:
  type: object
  properties: { file_path: { type: string }, content: { type: string } }
  required: [file_path, content]
`,
};

export const READ_TOOL: BundleFile = {
  path: 'tools/read.yaml',
  content: `type: tool
name: read_file
description: Reads a file.
binding: builtin:read_file
input_schema:
  type: object
  properties: { file_path: { type: string } }
  required: [file_path]
`,
};

const TOOLS = `tools:
  - { yaml_path: tools/read.yaml }
  - yaml_path: tools/write.yaml
    permissions: { allow: ["notes/**"], deny: ["secret/**"] }
`;

/** `boss`, who may write below notes, must not below secret and asks for the rest; and `clerk` below it, who is the same. */
export const WRITER_BUNDLE: BundleFile[] = [
  {
    path: 'boss.yaml',
    content: `type: agent
name: boss
system_prompt: You are the boss.
llm_config: {}
${TOOLS}sub_agents:
  - { name: clerk, config_path: clerk.yaml }
`,
  },
  {
    path: 'clerk.yaml',
    content: `type: agent
name: clerk
description: Writes.
system_prompt: You are the clerk.
llm_config: {}
timeout: 30
${TOOLS}`,
  },
  WRITE_TOOL,
  READ_TOOL,
];

export const write = (path: string) => ({
  name: 'write_file',
  args: { file_path: path, content: `of ${path}` },
});
export const read = (path: string) => ({ name: 'read_file', args: { file_path: path } });
export const ask = (message: string) => ({ name: 'Agent', args: { sub_agent_name: 'clerk', message } });

/** One answer per turn; the last is the end. */
export function turns(...answers: Answer[]): Script {
  return (asked) => answers[answersIn(asked)] ?? { text: `Done: ${lastResult(asked)}` };
}
