import type { RunEvent } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { applyEvent } from './apply-event.ts';
import { emptyRecord, type RunRecord } from './run-record.ts';
import { traceRows } from './trace-rows.ts';

const event = (
  type: RunEvent['type'],
  runId: string,
  timestamp: number,
  data: RunEvent['data'],
): RunEvent => ({
  type,
  runId,
  timestamp,
  data,
});

/** A coordinator asks a helper by a call, and the helper uses a tool. */
const STORY: RunEvent[] = [
  event('RUN_STARTED', 'run_a', 100, { agent: 'lead', depth: 0, parentRunId: null }),
  event('TEXT_MESSAGE_START', 'run_a', 150, { messageId: 'm1' }),
  event('TEXT_MESSAGE_CONTENT', 'run_a', 150, { messageId: 'm1', delta: 'I ask ' }),
  event('TEXT_MESSAGE_CONTENT', 'run_a', 160, { messageId: 'm1', delta: 'the helper.' }),
  event('TOOL_CALL_START', 'run_a', 160, { toolCallId: 'c1', toolCallName: 'Agent', parentMessageId: 'm1' }),
  event('TOOL_CALL_ARGS', 'run_a', 160, { toolCallId: 'c1', delta: '{"message":' }),
  event('TOOL_CALL_ARGS', 'run_a', 170, { toolCallId: 'c1', delta: '"count"}' }),
  event('MODEL_CALL_FINISHED', 'run_a', 180, { messageId: 'm1', latencyMs: 40, iteration: 1, model: 'x' }),
  event('USAGE_UPDATE', 'run_a', 180, { usage: { inputTokens: 10, outputTokens: 2, costUsd: 0.5 } }),
  event('RUN_STARTED', 'run_b', 200, { agent: 'helper', depth: 1, parentRunId: 'run_a', parentCallId: 'c1' }),
  event('TOOL_CALL_START', 'run_b', 210, { toolCallId: 'c1', toolCallName: 'sum', parentMessageId: 'm2' }),
  event('MODEL_CALL_FINISHED', 'run_b', 220, { messageId: 'm2', latencyMs: 15, iteration: 1 }),
  event('TOOL_CALL_RESULT', 'run_b', 240, { toolCallId: 'c1', content: '42', isError: true }),
  event('RUN_FINISHED', 'run_b', 250, { result: '42', stopReason: 'answered' }),
  event('TOOL_CALL_RESULT', 'run_a', 260, { toolCallId: 'c1', content: [{ type: 'text', text: '42' }] }),
  event('MODEL_CALL_FINISHED', 'run_a', 280, { messageId: 'm3', latencyMs: 15, iteration: 2 }),
  event('USAGE_UPDATE', 'run_a', 280, { usage: { inputTokens: 25, outputTokens: 5, costUsd: 0.75 } }),
  event('RUN_FINISHED', 'run_a', 290, { result: '42', stopReason: 'answered' }),
];

function recordOf(events: readonly RunEvent[]): RunRecord {
  const record = emptyRecord();
  for (const one of events) applyEvent(record, one);
  return record;
}

describe('a record', () => {
  test('holds what was said and called, with times and what each call used', () => {
    const { agents } = recordOf(STORY);
    expect(
      agents.map(({ agent, startMs, endMs, inputTokens }) => [agent, startMs, endMs, inputTokens]),
    ).toEqual([
      ['lead', 100, 290, 25],
      ['helper', 200, 250, 0],
    ]);
    const [first, second] = agents[0]?.turns ?? [];
    expect(first).toMatchObject({
      text: 'I ask the helper.',
      startMs: 140,
      endMs: 180,
      inputTokens: 10,
      costUsd: 0.5,
      calls: [
        { name: 'Agent', argumentsText: '{"message":"count"}', result: '42', startMs: 180, endMs: 260 },
      ],
    });
    expect(second).toMatchObject({ inputTokens: 15, outputTokens: 3, costUsd: 0.25 });
  });

  test('becomes a tree in which an agent stands below the call that started it', () => {
    const rows = traceRows(recordOf(STORY), new Set());
    expect(rows.map(({ kind, level, startMs, endMs }) => [kind, level, startMs, endMs])).toEqual([
      ['agent', 0, 100, 290],
      ['model', 1, 140, 180],
      ['tool', 1, 180, 260],
      ['agent', 2, 200, 250],
      ['model', 3, 205, 220],
      ['tool', 3, 220, 240],
      ['model', 1, 265, 280],
    ]);
    expect(traceRows(recordOf(STORY), new Set(['run_a/c1'])).map(({ kind }) => kind)).toEqual([
      'agent',
      'model',
      'tool',
      'model',
    ]);
  });

  test('forgets an answer that was taken back, with its calls', () => {
    const record = recordOf([
      ...STORY.slice(0, 6),
      event('TEXT_MESSAGE_END', 'run_a', 170, { messageId: 'm1', discarded: true }),
    ]);
    expect(record.agents[0]?.turns).toEqual([]);
    expect(record.callById.size).toBe(0);
  });

  test('shows what is under way without an end', () => {
    const rows = traceRows(recordOf(STORY.slice(0, 11)), new Set());
    expect(rows.filter(({ endMs }) => endMs === undefined).map(({ kind }) => kind)).toEqual([
      'agent',
      'tool',
      'agent',
      'model',
      'tool',
    ]);
  });
});
