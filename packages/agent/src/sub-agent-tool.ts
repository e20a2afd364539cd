/** Sub-agents as one tool named `Agent`: to the loop a child run is a tool call like any other. */
import {
  ERROR_CODES,
  errorOutcome,
  type JsonObject,
  NexError,
  type StopReason,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  textOutcome,
} from '@nex/core';

export interface SubAgentResult {
  runId: string;
  stopReason: StopReason;
  response: string;
}

/**
 * Runs a child to its end. Must be idempotent by `context.callId`: when a parent resumes, the same call finds or
 * continues the same child run. `subAgentId` is the id of an earlier run of that child to go on with. Throws a
 * NexError when the child cannot be started.
 */
export type RunSubAgent = (
  name: string,
  message: string,
  subAgentId: string | undefined,
  context: ToolContext,
) => Promise<SubAgentResult>;

export interface SubAgentToolOptions {
  subAgents: readonly { name: string; description: string }[];
  run: RunSubAgent;
  /** Levels that may still be opened below this agent. */
  depthLeft: number;
}

const GOOD_ENDS: ReadonlySet<StopReason> = new Set<StopReason>(['answered', 'stop_tool']);
const KEYS: ReadonlySet<string> = new Set(['sub_agent_name', 'message', 'sub_agent_id']);

/** The tool, or `undefined` when there is no sub-agent or no level left to run one on. */
export function createSubAgentTool({ subAgents, run, depthLeft }: SubAgentToolOptions): Tool | undefined {
  if (depthLeft <= 0 || subAgents.length === 0) return undefined;
  const names = subAgents.map((one) => one.name);
  return {
    definition: {
      name: 'Agent',
      description: describe(subAgents),
      inputSchema: inputSchema(names),
      origin: { kind: 'sub_agent' },
      repeatable: true,
      disableParallel: false,
    },
    check: (args) => checkArguments(args, names),
    async execute(args, context) {
      const name = textArgument(args, 'sub_agent_name');
      const message = textArgument(args, 'message');
      const id = textArgument(args, 'sub_agent_id') || undefined;
      try {
        return outcomeOf(name, await run(name, message, id, context));
      } catch (thrown) {
        if (context.signal.aborted || !(thrown instanceof NexError)) throw thrown;
        // What the model asked for wrongly is its own to mend; only the rest is the platform's.
        const kind = ERROR_CODES[thrown.code].http < 500 ? 'invalid_arguments' : 'infrastructure';
        return errorOutcome(kind, `The sub-agent could not be run: ${thrown.message}`);
      }
    },
  };
}

function describe(subAgents: SubAgentToolOptions['subAgents']): string {
  const lines = subAgents.map((one) => `- **${one.name}**: ${one.description}`);
  return `Hands a task to a sub-agent and returns its answer. The sub-agent sees only the message, so put everything it needs there. Independent tasks can be handed out in one turn and run at the same time. To go on with an earlier conversation, pass the sub_agent_id that its answer ended with.\n\nAvailable sub-agents:\n${lines.join('\n')}`;
}

function inputSchema(names: string[]): JsonObject {
  return {
    type: 'object',
    properties: {
      sub_agent_name: { type: 'string', enum: names, description: 'Which sub-agent to ask.' },
      message: { type: 'string', minLength: 1, description: 'The task, with all it needs.' },
      sub_agent_id: { type: 'string', description: 'Id of an earlier conversation to go on with.' },
    },
    required: ['sub_agent_name', 'message'],
    additionalProperties: false,
  };
}

function checkArguments(args: JsonObject, names: string[]): string | undefined {
  const { sub_agent_name: name, message, sub_agent_id: id } = args;
  if (typeof name !== 'string' || !names.includes(name)) {
    return `sub_agent_name must be one of ${names.join(', ')}.`;
  }
  if (typeof message !== 'string' || message.trim() === '')
    return 'message must be a text that is not empty.';
  if (id !== undefined && typeof id !== 'string') return 'sub_agent_id must be a text.';
  const unknown = Object.keys(args).find((key) => !KEYS.has(key));
  return unknown === undefined ? undefined : `${unknown} is not an argument of this tool.`;
}

function textArgument(args: JsonObject, key: string): string {
  const value = args[key];
  return typeof value === 'string' ? value : '';
}

function outcomeOf(name: string, { runId, stopReason, response }: SubAgentResult): ToolOutcome {
  const idLine = `[sub_agent_id: ${runId}]`;
  if (GOOD_ENDS.has(stopReason)) return textOutcome(`${response}\n${idLine}`);
  const said = response.trim() === '' ? 'It left no text.' : `Its last text: ${response}`;
  return errorOutcome(
    'tool_error',
    `The sub-agent ${name} ended before it finished (${stopReason}). ${said}\n${idLine}`,
  );
}
