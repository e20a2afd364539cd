/** Builds trajectories for tests: a good one by default, and small ways to plant one defect at a time. */
import {
  type Block,
  type FaultKind,
  type JsonSchema,
  type Message,
  NO_USAGE,
  parseJsonObject,
  type ResultError,
  type ToolDefinition,
  type Trajectory,
  type TrajectoryRun,
  textMessage,
} from '@nex/core';

export const SEARCH_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { query: { type: 'string', minLength: 1 }, limit: { type: 'integer', minimum: 1 } },
  required: ['query'],
  additionalProperties: false,
};

export function tool(
  name: string,
  kind: 'mcp' | 'builtin' | 'sub_agent',
  inputSchema: JsonSchema = SEARCH_SCHEMA,
): ToolDefinition {
  return {
    name,
    description: `Tool ${name}`,
    inputSchema,
    origin: kind === 'mcp' ? { kind, server: 'web', tool: name, snapshot: 'sha256:0' } : { kind },
    repeatable: true,
    disableParallel: false,
  };
}

/** An assistant turn: text and calls, each as id, tool and the arguments' text. */
export function assistant(text: string, ...calls: [id: string, name: string, args: string][]): Message {
  const content: Block[] = text === '' ? [] : [{ type: 'text', text }];
  for (const [id, name, argumentsText] of calls) {
    const args = parseJsonObject(argumentsText);
    content.push({ type: 'tool_call', id, name, argumentsText, ...(args ? { arguments: args } : {}) });
  }
  return { role: 'assistant', content };
}

export function result(toolCallId: string, toolName: string, text: string, errorKind?: ResultError): Message {
  const content: Block = {
    type: 'tool_result',
    toolCallId,
    toolName,
    content: [{ type: 'text', text }],
    isError: errorKind !== undefined,
    ...(errorKind ? { errorKind } : {}),
  };
  return { role: 'tool', content: [content] };
}

/** A result with a fault that was put into it on purpose. */
export function struck(
  id: string,
  name: string,
  injected: FaultKind,
  text: string,
  kind?: ResultError,
): Message {
  const { role, content } = result(id, name, text, kind);
  return {
    role,
    content: content.map((block) => (block.type === 'tool_result' ? { ...block, injected } : block)),
  };
}

export function run(messages: Message[], changes: Partial<TrajectoryRun> = {}): TrajectoryRun {
  return {
    runId: 'run_root',
    parentRunId: null,
    parentCallId: null,
    agent: 'lead',
    depth: 0,
    state: 'completed',
    stopReason: 'answered',
    tools: [
      tool('search', 'mcp'),
      tool('sum', 'builtin', { type: 'object' }),
      tool('Agent', 'sub_agent', { type: 'object' }),
    ],
    messages: [textMessage('system', 'You are the lead.'), textMessage('user', 'Find it.'), ...messages],
    response: 'Found.',
    usage: NO_USAGE,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    ...changes,
  };
}

export function child(messages: Message[], changes: Partial<TrajectoryRun> = {}): TrajectoryRun {
  return run(messages, {
    runId: 'run_child',
    parentRunId: 'run_root',
    parentCallId: 'c_agent',
    agent: 'scout',
    depth: 1,
    ...changes,
  });
}

export function trajectory(...runs: TrajectoryRun[]): Trajectory {
  return {
    version: 1,
    rootRunId: 'run_root',
    runs,
    usage: NO_USAGE,
    provenance: {
      model: 'model-1',
      provider: 'api.example.com',
      offlineModel: false,
      seed: 7,
      frameworkDigest: 'sha256:1',
      traceId: 'trace-1',
    },
  };
}

/** A search that succeeds, at index 2 and 3 of its run. */
export const GOOD_STEP = [
  assistant('I look it up.', ['c_1', 'search', '{"query": "tea", "limit": 3}']),
  result('c_1', 'search', 'Three kinds of tea.'),
];
/** A delegation and its result. */
export const DELEGATION = [
  assistant('', ['c_agent', 'Agent', '{"sub_agent_name":"scout","message":"go"}']),
  result('c_agent', 'Agent', 'The scout is back.'),
];
export const ANSWER = assistant('There are three kinds of tea: green, black and white.');

export function goodTrajectory(): Trajectory {
  return trajectory(run([...GOOD_STEP, ...DELEGATION, ANSWER]), child([...GOOD_STEP, ANSWER]));
}
