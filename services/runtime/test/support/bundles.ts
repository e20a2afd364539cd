/** Bundles for tests. */
import { fileURLToPath } from 'node:url';
import type { BundleFile } from '@nex/core';

export const CALC_BUNDLE: BundleFile[] = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: calculator
description: Calculates.
system_prompt: You calculate.
llm_config: {}
mcp_servers:
  - { type: catalogue, name: calc, tools: [math] }
max_iterations: 6
`,
  },
];

export const MEMORY_BUNDLE: BundleFile[] = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: keeper
system_prompt: You keep things.
llm_config: {}
mcp_servers:
  - { type: catalogue, name: memory }
`,
  },
];

/** lead → researcher → checker */
export const TEAM_BUNDLE: BundleFile[] = [
  {
    path: 'lead.yaml',
    content: `type: agent
name: lead
system_prompt: You are the lead.
llm_config: {}
sub_agents:
  - { name: researcher, config_path: agents/researcher.yaml }
`,
  },
  {
    path: 'agents/researcher.yaml',
    content: `type: agent
name: researcher
description: Researches.
system_prompt: You are the researcher.
llm_config: {}
sub_agents:
  - { name: checker, config_path: checker.yaml }
`,
  },
  {
    path: 'agents/checker.yaml',
    content: `type: agent
name: checker
description: Checks.
system_prompt: You are the checker.
llm_config: {}
mcp_servers:
  - { type: catalogue, name: calc, tools: [math] }
`,
  },
];

const SERVER = fileURLToPath(new URL('../fixtures/note-server.mjs', import.meta.url));

/** An agent, and one below it, on a server that notes each execution in a file; see note-server.mjs. */
export function noteBundle(directory: string, script = SERVER): BundleFile[] {
  const server = `  - type: stdio
    name: notes
    command: ${process.execPath}
    args: [${script}, ${directory}]
    timeout: 60
`;
  return [
    {
      path: 'agent.yaml',
      content: `type: agent
name: scribe
system_prompt: You are the scribe.
llm_config: {}
mcp_servers:
${server}sub_agents:
  - { name: helper, config_path: helper.yaml }
`,
    },
    {
      path: 'helper.yaml',
      content: `type: agent
name: helper
description: Helps.
system_prompt: You are the helper.
llm_config: {}
mcp_servers:
${server}`,
    },
  ];
}
