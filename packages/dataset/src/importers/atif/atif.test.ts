/** Documents written by hand from RFC 0001 of the format: 1.4 with its own fields, 1.7 with sub-agents inside. */
import { type JsonObject, textMessage } from '@nex/core';
import { expect, test } from 'vitest';
import { renderRow } from '../../rows/render-row.ts';
import { sample } from '../../sample.fixture.ts';
import { importLines, importOne } from '../imported.fixture.ts';

const V14: JsonObject = {
  schema_version: 'ATIF-v1.4',
  session_id: 'session-1',
  agent: { name: 'tea-agent', version: '1.0.0', model_name: 'model-1' },
  steps: [
    { step_id: 1, source: 'system', message: 'You help.' },
    { step_id: 2, timestamp: '2026-01-01T00:00:00Z', source: 'user', message: 'Which tea is green?' },
    {
      step_id: 3,
      timestamp: '2026-01-01T00:00:02Z',
      source: 'agent',
      message: 'I look twice.',
      reasoning_content: 'Two places.',
      tool_calls: [
        { tool_call_id: 'c1', function_name: 'search', arguments: { q: 'a' } },
        { tool_call_id: 'c2', function_name: 'search', arguments: {} },
      ],
      observation: {
        results: [
          { source_call_id: 'c2', content: 'Sencha' },
          { source_call_id: 'c1', content: 'nothing' },
        ],
      },
      metrics: {
        prompt_tokens: 520,
        completion_tokens: 80,
        cached_tokens: 200,
        cost_usd: 0.5,
        extra: { reasoning_tokens: 12 },
      },
    },
    {
      step_id: 4,
      timestamp: '2026-01-01T00:00:05Z',
      source: 'agent',
      message: 'Sencha.',
      metrics: { prompt_tokens: 600, completion_tokens: 44 },
    },
  ],
};

test('1.4: steps, parallel calls, observations, metrics', async () => {
  const { query, trajectory } = await importOne([JSON.stringify(V14)]);
  const [run] = trajectory.runs;
  expect(query).toBe('Which tea is green?');
  expect(run).toMatchObject({
    runId: 'session-1',
    agent: 'tea-agent',
    state: 'completed',
    stopReason: 'answered',
    response: 'Sencha.',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:05Z',
    usage: {
      inputTokens: 1120,
      outputTokens: 124,
      cachedInputTokens: 200,
      reasoningTokens: 12,
      modelCalls: 2,
      costUsd: 0.5,
    },
  });
  expect(run?.messages.map((message) => message.role)).toEqual([
    'system',
    'user',
    'assistant',
    'tool',
    'tool',
    'assistant',
  ]);
  expect(run?.messages[2]?.content).toMatchObject([
    { type: 'reasoning', text: 'Two places.' },
    { type: 'text', text: 'I look twice.' },
    { type: 'tool_call', id: 'c1', argumentsText: '{"q":"a"}' },
    { type: 'tool_call', id: 'c2', argumentsText: '{}' },
  ]);
  expect(run?.messages[3]?.content).toMatchObject([
    { toolCallId: 'c2', toolName: 'search', content: [{ text: 'Sencha' }] },
  ]);
  expect(trajectory.provenance).toMatchObject({ model: 'model-1', imported: { format: 'atif' } });
});

test('a document over many lines', async () => {
  const { trajectory } = await importOne(JSON.stringify(V14, null, 2).split('\n'));
  expect(trajectory.runs[0]?.messages).toHaveLength(6);
});

test('1.7: tool definitions, parts, sub-agents of sub-agents in the document', async () => {
  const step = (more: JsonObject): JsonObject => ({ step_id: 1, source: 'agent', message: '', ...more });
  const delegate = (call: string, reference: string): JsonObject =>
    step({
      tool_calls: [{ tool_call_id: call, function_name: 'delegate', arguments: {} }],
      observation: {
        results: [{ source_call_id: call, subagent_trajectory_ref: [{ trajectory_id: reference }] }],
      },
    });
  const leaf: JsonObject = {
    schema_version: 'ATIF-v1.7',
    trajectory_id: 'leaf',
    agent: { name: 'leaf', version: '1' },
    steps: [
      step({
        message: [
          { type: 'text', text: 'See' },
          { type: 'image', source: { media_type: 'image/png', path: 'a.png' } },
        ],
      }),
    ],
  };
  const middle: JsonObject = {
    ...leaf,
    trajectory_id: 'middle',
    agent: { name: 'middle', version: '1' },
    steps: [delegate('m1', 'leaf')],
    subagent_trajectories: [leaf],
  };
  const { trajectory, warnings } = await importOne([
    JSON.stringify({
      ...leaf,
      trajectory_id: 'root',
      agent: {
        name: 'root',
        version: '1',
        tool_definitions: [
          {
            type: 'function',
            function: { name: 'delegate', description: 'D.', parameters: { type: 'object' } },
          },
        ],
      },
      steps: [
        { step_id: 1, source: 'user', message: 'Go.' },
        delegate('r1', 'middle'),
        delegate('r2', 'elsewhere'),
      ],
      subagent_trajectories: [middle],
    }),
  ]);
  expect(
    trajectory.runs.map(({ runId, parentRunId, parentCallId, depth }) => [
      runId,
      parentRunId,
      parentCallId,
      depth,
    ]),
  ).toEqual([
    ['root', null, null, 0],
    ['middle', 'root', 'r1', 1],
    ['leaf', 'middle', 'm1', 2],
  ]);
  expect(trajectory.runs[0]?.tools).toMatchObject([{ name: 'delegate', origin: { kind: 'sub_agent' } }]);
  expect(trajectory.runs[2]?.messages[0]?.content).toEqual([
    { type: 'text', text: 'See' },
    { type: 'image', url: 'a.png', mimeType: 'image/png' },
  ]);
  expect(warnings).toMatchObject([
    { code: 'arguments_not_text', where: 'step 2', count: 3 },
    { code: 'sub_agent_unlinked', note: 'trajectory elsewhere is not in the document' },
    { code: 'tools_inferred' },
    { code: 'end_unknown', count: 2 },
  ]);
});

test('what the environment says without a call is a user message', async () => {
  const step: JsonObject = {
    step_id: 1,
    source: 'agent',
    message: 'ls',
    observation: { results: [{ content: 'a.txt' }] },
  };
  const { trajectory } = await importOne([JSON.stringify({ ...V14, steps: [step] })]);
  expect(trajectory.runs[0]?.messages.map((message) => message.role)).toEqual(['assistant', 'user']);
});

test.each<[string, JsonObject, string]>([
  ['another version', { schema_version: 'ATIF-v2.0' }, 'schema_version'],
  ['no steps', { steps: [] }, 'steps'],
  ['a step of an unknown source', { steps: [{ source: 'judge', message: 'x' }] }, 'steps.0.source'],
])('%s is quarantined with its place', async (_, change, place) => {
  const { rejections } = await importLines([JSON.stringify({ ...V14, ...change })]);
  expect(rejections).toMatchObject([{ line: 1, reason: 'wrong_shape' }]);
  expect(rejections[0]?.note).toContain(place);
});

test('our own rows of conversations before a compaction become one trajectory with the row that they lead to', async () => {
  const earlier = [textMessage('user', 'Which tea?'), textMessage('assistant', 'I look.')];
  const exported = sample(1);
  exported.trajectory.runs = exported.trajectory.runs.map((each) => ({ ...each, earlierLeaves: [earlier] }));
  const lines = renderRow(exported, { exporter: 'atif', view: 'root', earlierLeaves: true }).map((row) =>
    'line' in row ? row.line.trimEnd() : '',
  );
  expect(lines).toHaveLength(2);
  const { trajectory, warnings } = await importOne(lines);
  const of = exported.trajectory.runs.map(({ runId, messages }) => [runId, messages.length, [earlier]]);
  expect(trajectory.runs.map((run) => [run.runId, run.messages.length, run.earlierLeaves])).toEqual(of);
  expect(warnings.map(({ code }) => code)).toEqual(['arguments_not_text']);
  const { imported } = await importLines(lines.slice(0, 1));
  expect(imported.map((one) => one.trajectory.runs[0]?.messages)).toEqual([earlier]);
});
