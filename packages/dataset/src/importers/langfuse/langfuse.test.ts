/**
 * The forms in which observations leave Langfuse. Written by hand from its API reference (`Observation`), from the columns
 * of its export to storage, and from the lines that the reference's pipeline saves.
 */
import { textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { importLines, importOne } from '../imported.fixture.ts';
import { ASK, generation, line } from './generation.fixture.ts';

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
