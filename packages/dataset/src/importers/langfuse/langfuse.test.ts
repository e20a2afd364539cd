/**
 * The forms in which observations leave Langfuse. Written by hand from its API reference (`Observation`), from the columns
 * of its export to storage, and from the lines that the reference's pipeline saves.
 */
import { type JsonObject, textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { importLines, importOne } from '../imported.fixture.ts';

const ASK = { role: 'user', content: 'Which tea is green?' };
const generation = (more: JsonObject = {}): JsonObject => ({
  id: 'g1',
  traceId: 't1',
  type: 'GENERATION',
  name: 'whatever',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:02.000Z',
  model: 'model-1',
  input: { messages: [ASK] },
  output: { role: 'assistant', content: 'Sencha.' },
  usageDetails: { input: 12, output: 3, input_cached_tokens: 4, output_reasoning_tokens: 1 },
  costDetails: { total: 0.25 },
  ...more,
});
const line = (value: JsonObject) => JSON.stringify(value);

test('a generation alone is a run', async () => {
  const { query, trajectory } = await importOne([line(generation())]);
  expect(query).toBe('Which tea is green?');
  expect(trajectory).toMatchObject({
    rootRunId: 't1',
    provenance: {
      model: 'model-1',
      traceId: 't1',
      seed: 0,
      frameworkDigest: '',
      imported: { format: 'langfuse' },
    },
    usage: {
      inputTokens: 12,
      outputTokens: 3,
      cachedInputTokens: 4,
      reasoningTokens: 1,
      modelCalls: 1,
      costUsd: 0.25,
    },
  });
  expect(trajectory.runs[0]).toMatchObject({
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:02.000Z',
    response: 'Sencha.',
    stopReason: 'answered',
  });
});

test.each<[string, JsonObject]>([
  ['a list of messages', { input: [ASK] }],
  ['a request', { input: { messages: [ASK], temperature: 1 } }],
  ['a string that holds JSON', { input: JSON.stringify([ASK]) }],
  ['a text', { input: 'Which tea is green?' }],
  ['parts', { input: [{ role: 'user', content: [{ type: 'text', text: 'Which tea is green?' }] }] }],
  [
    'a choice',
    {
      output: {
        choices: [{ index: 0, message: { role: 'assistant', content: 'Sencha.' }, finish_reason: 'stop' }],
      },
    },
  ],
  ['a text as the answer', { output: 'Sencha.' }],
  ['an answer without a role', { output: { content: 'Sencha.' } }],
  [
    'a message of Anthropic',
    {
      output: {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: 'Sencha.' }],
        stop_reason: 'end_turn',
      },
    },
  ],
  [
    'items of a response',
    {
      output: {
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Sencha.' }] }],
      },
    },
  ],
  ['an answer that is JSON as text', { output: JSON.stringify({ role: 'assistant', content: 'Sencha.' }) }],
])('input or output as %s', async (_, more) => {
  const { trajectory } = await importOne([line(generation(more))]);
  expect(trajectory.runs[0]?.messages.map((message) => [message.role, textOf(message)])).toEqual([
    ['user', 'Which tea is green?'],
    ['assistant', 'Sencha.'],
  ]);
});

test.each<[string, JsonObject[string], string]>([
  ['a text that is JSON', '{ "answer": "Sencha",  "why": 1 }', '{ "answer": "Sencha",  "why": 1 }'],
  [
    'an object with a field content',
    { content: 'Sencha', title: 'Tea' },
    '{"content":"Sencha","title":"Tea"}',
  ],
  ['an object with a text among others', { text: 'Sencha', n: 1 }, '{"text":"Sencha","n":1}'],
  ['a text that is a list', '["a",  "b"]', '["a",  "b"]'],
])('an answer in a form of its own stays whole: %s', async (_, output, text) => {
  const { trajectory } = await importOne([line(generation({ output }))]);
  expect(trajectory.runs[0]?.response).toBe(text);
});

test.each<[string, JsonObject[string], string]>([
  ['a text that is JSON', '{ "a": 1 }', '{ "a": 1 }'],
  ['fields of an application', { query: 'Tea?', context: 'x' }, '{"query":"Tea?","context":"x"}'],
])('an input in a form of its own stays whole: %s', async (_, input, text) => {
  expect((await importOne([line(generation({ input }))])).query).toBe(text);
});

test('Anthropic: system, thinking, parallel calls, results with an error', async () => {
  const input: JsonObject = {
    system: [{ type: 'text', text: 'You help.' }],
    tools: [{ name: 'search', description: 'Searches.', input_schema: { type: 'object', required: ['q'] } }],
    messages: [
      ASK,
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'I look.', signature: 'sig' },
          { type: 'text', text: 'One moment.' },
          { type: 'tool_use', id: 'tu_1', name: 'search', input: { q: 'a' } },
          { type: 'tool_use', id: 'tu_2', name: 'search', input: { q: 'b' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'tu_2', content: 'no network', is_error: true },
          { type: 'tool_result', tool_use_id: 'tu_1', content: [{ type: 'text', text: 'Sencha' }] },
          { type: 'text', text: 'Go on.' },
        ],
      },
    ],
  };
  const { trajectory, warnings } = await importOne([line(generation({ input }))]);
  const [run] = trajectory.runs;
  expect(run?.messages).toEqual([
    { role: 'system', content: [{ type: 'text', text: 'You help.' }] },
    { role: 'user', content: [{ type: 'text', text: 'Which tea is green?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'I look.', signature: 'sig' },
        { type: 'text', text: 'One moment.' },
        { type: 'tool_call', id: 'tu_1', name: 'search', argumentsText: '{"q":"a"}', arguments: { q: 'a' } },
        { type: 'tool_call', id: 'tu_2', name: 'search', argumentsText: '{"q":"b"}', arguments: { q: 'b' } },
      ],
    },
    {
      role: 'tool',
      content: [expect.objectContaining({ toolCallId: 'tu_2', toolName: 'search', isError: true })],
    },
    {
      role: 'tool',
      content: [expect.objectContaining({ toolCallId: 'tu_1', toolName: 'search', isError: false })],
    },
    { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'Sencha.' }] },
  ]);
  expect(run?.tools).toMatchObject([{ name: 'search', inputSchema: { required: ['q'] } }]);
  expect(warnings).toMatchObject([{ code: 'arguments_not_text', count: 2 }]);
});

test('the lines that the reference saves: other names of fields, the query beside each', async () => {
  const shared = {
    trace_id: 't1',
    query: 'Tea?',
    framework: 'tea',
    langfuse_trace_id: 't1',
    stop: '',
    level: 'DEFAULT',
  };
  const { query, trajectory } = await importOne([
    line({
      ...shared,
      span_id: 'r',
      span_type: 'SPAN',
      span_name: 'Agent: lead',
      startTime: '2026-01-01T00:00:00Z',
      parentObservationId: null,
    }),
    line({
      ...shared,
      span_id: 'g',
      span_type: 'GENERATION',
      span_name: 'any name',
      startTime: '2026-01-01T00:00:01Z',
      parentObservationId: 'r',
      input: { messages: [ASK] },
      output: { content: 'Sencha.' },
    }),
  ]);
  expect(query).toBe('Tea?');
  expect(trajectory.runs).toMatchObject([{ runId: 'r', agent: 'Agent: lead' }]);
});

test('the export to storage: snake case, JSON as text, times without a zone', async () => {
  const { trajectory } = await importOne([
    line({
      id: 'g1',
      trace_id: 't1',
      type: 'GENERATION',
      start_time: '2026-01-01 00:00:00.000000',
      parent_observation_id: '',
      input: JSON.stringify({ messages: [ASK] }),
      output: JSON.stringify({ role: 'assistant', content: 'Sencha.' }),
      metadata: '{}',
      usage_details: { input: 5, output: 1 },
    }),
  ]);
  expect(trajectory.runs[0]?.startedAt).toBe('2026-01-01T00:00:00.000Z');
  expect(trajectory.usage.inputTokens).toBe(5);
});

test('a trace with its observations inside', async () => {
  const { traceId: _, ...inner } = generation();
  const { trajectory } = await importOne([line({ id: 't7', name: 'a trace', observations: [inner] })]);
  expect(trajectory.provenance.traceId).toBe('t7');
});

test("calls of agents in the tags of NexAU's first dialect", async () => {
  const content =
    'Go.\n<sub-agent><agent_name>scout</agent_name><message>Look at <b>greens</b>.</message><history><![CDATA[a <x> b]]></history>';
  const { trajectory } = await importOne([line(generation({ output: { role: 'assistant', content } }))]);
  expect(trajectory.runs[0]?.messages[1]?.content).toMatchObject([
    { type: 'text', text: 'Go.' },
    {
      type: 'tool_call',
      name: 'sub-agent',
      arguments: { agent_name: 'scout', message: 'Look at <b>greens</b>.', history: 'a <x> b' },
    },
  ]);
});

test('steps that have a span each are one conversation, without any agent', async () => {
  const call = {
    role: 'assistant',
    content: '',
    tool_calls: [{ id: 'c1', function: { name: 'search', arguments: '{}' } }],
  };
  const result = { role: 'tool', tool_call_id: 'c1', content: 'Sencha' };
  const step = (id: string, second: number) =>
    line({ id, traceId: 't1', type: 'CHAIN', name: 'step', startTime: `2026-01-01T00:00:0${second}Z` });
  const { trajectory } = await importOne([
    step('s1', 0),
    line(
      generation({ id: 'g1', parentObservationId: 's1', startTime: '2026-01-01T00:00:01Z', output: call }),
    ),
    step('s2', 2),
    line(
      generation({
        id: 'g2',
        parentObservationId: 's2',
        startTime: '2026-01-01T00:00:03Z',
        input: [ASK, call, result],
      }),
    ),
  ]);
  expect(trajectory.runs).toHaveLength(1);
  expect(trajectory.runs[0]?.messages).toHaveLength(4);
});

test('a failed call is no part of the conversation, and the retry is', async () => {
  const { trajectory, warnings } = await importOne([
    line(generation({ id: 'g0', level: 'ERROR', statusMessage: 'overloaded', output: null })),
    line(generation({ startTime: '2026-01-01T00:00:03Z' })),
  ]);
  expect(trajectory.runs[0]?.messages).toHaveLength(2);
  expect(trajectory.runs[0]?.stopReason).toBe('answered');
  expect(warnings).toMatchObject([{ code: 'model_call_failed', where: 'span g0', note: 'failed' }]);
});

test('an answer that was asked for again is kept beside the one that counted', async () => {
  const { trajectory } = await importOne([
    line(generation({ id: 'g0', output: { role: 'assistant', content: 'Matcha.' } })),
    line(generation({ startTime: '2026-01-01T00:00:03Z' })),
  ]);
  expect(trajectory.runs[0]?.earlierLeaves?.map((leaf) => leaf.map(textOf))).toEqual([
    ['Which tea is green?', 'Matcha.'],
  ]);
});

test('a trace without a conversation, and a line that is no observation, are quarantined', async () => {
  const { imported, rejections } = await importLines([
    line({ id: 's', traceId: 't0', type: 'SPAN', name: 'x' }),
    line({ id: 'x' }),
    '{"id": "g1", "tra',
    line(generation()),
  ]);
  expect(imported).toHaveLength(1);
  expect(rejections).toMatchObject([
    { line: 2, reason: 'wrong_shape', note: 'an observation without trace id, type' },
    { line: 3, reason: 'not_json' },
    { line: 1, reason: 'no_conversation' },
  ]);
});
