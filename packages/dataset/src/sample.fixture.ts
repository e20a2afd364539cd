/** Samples and manifests for tests. */
import {
  type Message,
  NO_USAGE,
  type Sample,
  type ToolDefinition,
  type TrajectoryRun,
  textMessage,
} from '@nex/core';
import type { ManifestInput } from './write.ts';

export const SEARCH: ToolDefinition = {
  name: 'search',
  description: 'Searches the web.',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  origin: { kind: 'mcp', server: 'web', tool: 'search', snapshot: 'sha256:0' },
  repeatable: true,
  disableParallel: false,
};
const DELEGATE: ToolDefinition = {
  ...SEARCH,
  name: 'Agent',
  inputSchema: { type: 'object', properties: { message: { enum: ['go', 1, null] } } },
  origin: { kind: 'sub_agent' },
};

export function call(id: string, name: string, argumentsText: string): Message {
  return {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'I should look.' },
      {
        type: 'tool_call',
        id,
        name,
        argumentsText,
        arguments: JSON.parse(argumentsText) as Record<string, string>,
      },
    ],
  };
}

export function toolResult(id: string, name: string, text: string): Message {
  return {
    role: 'tool',
    content: [
      {
        type: 'tool_result',
        toolCallId: id,
        toolName: name,
        content: [{ type: 'text', text }],
        isError: false,
      },
    ],
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
    tools: [SEARCH, DELEGATE],
    messages,
    response: 'Done.',
    usage: NO_USAGE,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    ...changes,
  };
}

export interface SampleChanges {
  root?: Message[];
  subAgents?: TrajectoryRun[];
  offlineModel?: boolean;
  language?: string;
}

export function sample(index: number, changes: SampleChanges = {}): Sample {
  const { offlineModel = false, language = 'en' } = changes;
  const root = changes.root ?? [
    textMessage('system', 'You are the lead.'),
    textMessage('user', `Which tea is number ${index}?`),
    call('c_1', 'search', `{ "query":  "tea ${index}" }`),
    toolResult('c_1', 'search', 'Green tea'),
    call('c_2', 'Agent', '{"message":"go"}'),
    toolResult('c_2', 'Agent', 'Confirmed'),
    textMessage('assistant', 'Green tea.'),
  ];
  const scout = run([textMessage('user', 'go'), textMessage('assistant', 'Confirmed')], {
    runId: 'run_scout',
    parentRunId: 'run_root',
    parentCallId: 'c_2',
    agent: 'scout',
    depth: 1,
    tools: [],
  });
  return {
    id: `sha256:${index}`,
    query: `Which tea is number ${index}?`,
    trajectory: {
      version: 1,
      rootRunId: 'run_root',
      runs: [run(root), ...(changes.subAgents ?? [scout])],
      usage: NO_USAGE,
      provenance: {
        model: 'model-1',
        provider: 'api.example.com',
        offlineModel,
        seed: 4_294_967_295,
        frameworkDigest: 'sha256:f',
        traceId: `trace-${index}`,
      },
    },
    lineage: {
      buildId: 'build_1',
      sentence: 'A tea adviser | that *searches* the web.',
      framework: 'tea',
      frameworkDigest: 'sha256:f',
      queryId: `query_${index}`,
      persona: 'A tea lover',
      problemType: ['Tea', index % 2 === 0 ? 'Kinds' : 'Brewing'],
      difficulty: index % 2 === 0 ? 'easy' : 'hard',
      language,
      sampleIndex: 0,
      runId: 'run_root',
      traceId: `trace-${index}`,
      model: 'model-1',
      offlineModel,
      seed: 4_294_967_295,
      checks: ['loop@1', 'truncated@1'],
      ...(index % 2 === 0 && {
        reward: 0.75,
        measured: { difficulty: 'medium' as const, passRate: 0.5, low: 0.15, high: 0.85, samples: 4 },
      }),
    },
  };
}

export async function* samples(count: number, changes: SampleChanges = {}): AsyncGenerator<Sample> {
  for (let index = 0; index < count; index += 1) yield sample(index, changes);
}

export function manifestInput(kept: number, changes: Partial<ManifestInput> = {}): ManifestInput {
  return {
    buildId: 'build_1',
    name: 'tea-adviser',
    createdAt: '2026-01-02T00:00:00.000Z',
    sentence: 'A tea adviser | that *searches* the web.',
    frameworkDigest: 'sha256:f',
    spec: {
      queries: kept,
      samples: 1,
      seed: 7,
      languages: ['en'],
      difficulty: { easy: 0.5, medium: 0, hard: 0.5 },
    },
    model: { name: 'model-1', provider: 'api.example.com', offlineModel: false },
    funnel: {
      frameworks: 1,
      queries: { requested: kept + 3, accepted: kept + 3, rejected: 0 },
      runs: { total: kept + 3, completed: kept + 2, failed: 1, cancelled: 0 },
      kept,
      dropped: 3,
      dropReasons: { unfinished: 1, repeated_call: 2 },
    },
    usage: { synthesis: NO_USAGE, runs: NO_USAGE },
    checks: [
      { name: 'loop', version: 1 },
      { name: 'truncated', version: 1 },
    ],
    ...changes,
  };
}
