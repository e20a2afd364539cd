/** The options that all commands with a local agent share. */
import { type JsonObject, parseJsonObject, SANDBOX_TYPES, type SandboxType } from '@nex/core';
import { type Command, InvalidArgumentError, Option } from 'commander';

export interface LocalOptions {
  workspace: string;
  model?: string;
  baseUrl?: string;
  offline?: boolean;
  lenient?: boolean;
  sandbox?: SandboxType;
  network?: boolean;
  context?: JsonObject;
}

export const LOCAL_HELP = `
The model: LLM_BASE_URL, LLM_API_KEY and LLM_MODEL, from the environment or from a .env file beside
the agent file, as far as the agent file names none. --model and --base-url win over the agent file.

The agent sees the workspace as /workspace. Its commands run in a sandbox that has nothing else but the
programs of this machine, without network unless --network is given. MCP servers that an agent file
starts by a command of its own are not confined.`;

export function addLocalOptions(command: Command): Command {
  return command
    .option('--workspace <folder>', 'the folder that the agent works in', '.')
    .option('--model <name>', 'the model, whatever the agent file names (default: the one it names)')
    .option(
      '--base-url <address>',
      'the model server, whatever the agent file names (default: the one it names)',
    )
    .option('--offline', 'try it with the rule-based offline model: no key, no network, no real answers')
    .option('--lenient', 'leave out what the platform cannot do as the agent file says')
    .addOption(
      new Option(
        '--sandbox <type>',
        'where commands run; plain does not confine them (default: as the agent file says)',
      ).choices(SANDBOX_TYPES),
    )
    .option('--network', 'let the commands of the agent use the network')
    .option(
      '--context <json>',
      'values for the prompts of the agents, as a JSON object (default: none)',
      jsonObject,
    );
}

function jsonObject(text: string): JsonObject {
  const value = parseJsonObject(text);
  if (value) return value;
  throw new InvalidArgumentError('Give a JSON object, as in {"customer": "Ada"}.');
}
