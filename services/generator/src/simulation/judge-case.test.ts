import {
  type Assertion,
  type Message,
  NO_USAGE,
  type Trajectory,
  type TrajectoryRun,
  textMessage,
} from '@nex/core';
import { expect, test } from 'vitest';
import { judgeCase } from './judge-case.ts';
import type { SimulationCase } from './report.ts';

const one: SimulationCase = { id: 'lead/1', scope: 'agent', agent: 'lead', message: 'Find it.' };
const assertions = new Map<string, Assertion[]>([
  ['lead', [{ id: 'lead.calls', kind: 'calls', names: ['search'] }]],
  ['reader', [{ id: 'reader.never', kind: 'never_calls', names: ['search'] }]],
]);

function turn(id: string, errorKind?: 'tool_error' | 'infrastructure'): Message[] {
  const content = [{ type: 'text' as const, text: 'found' }];
  const error = errorKind ? { isError: true, errorKind } : { isError: false };
  return [
    {
      role: 'assistant',
      content: [{ type: 'tool_call', id, name: 'search', argumentsText: '{}', arguments: {} }],
    },
    {
      role: 'tool',
      content: [{ type: 'tool_result', toolCallId: id, toolName: 'search', content, ...error }],
    },
  ];
}

function run(messages: Message[], more: Partial<TrajectoryRun> = {}): TrajectoryRun {
  return {
    runId: 'run_root',
    parentRunId: null,
    parentCallId: null,
    agent: 'lead',
    depth: 0,
    state: 'completed',
    stopReason: 'answered',
    tools: [
      {
        name: 'search',
        description: 'Searches.',
        inputSchema: { type: 'object' },
        origin: { kind: 'builtin' },
        repeatable: true,
        disableParallel: false,
      },
    ],
    messages: [textMessage('user', 'Find it.'), ...messages, textMessage('assistant', 'It is found.')],
    response: 'It is found.',
    usage: NO_USAGE,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    ...more,
  };
}

function trajectory(...runs: TrajectoryRun[]): Trajectory {
  return {
    version: 1,
    rootRunId: 'run_root',
    runs,
    usage: NO_USAGE,
    provenance: {
      model: 'm',
      provider: 'p',
      offlineModel: true,
      seed: 1,
      frameworkDigest: 'sha256:0',
      traceId: 't',
    },
  };
}

test('a run that keeps its assertions passes', () => {
  expect(judgeCase(one, trajectory(run(turn('1'))), assertions)).toMatchObject({
    verdict: 'passed',
    faults: [],
    calls: 1,
    failedCalls: 0,
    agents: ['lead'],
  });
});

test('a broken assertion and a check that drops are faults, with their places', () => {
  const outcome = judgeCase(one, trajectory(run([])), assertions);
  expect(outcome.verdict).toBe('failed');
  expect(outcome.faults.map((fault) => [fault.agent, fault.broken])).toEqual([
    ['lead', 'lead.calls'],
    ['lead', 'no_tool_use'],
  ]);
});

test('an agent by itself answers for its own run, the whole for every run', () => {
  const child = run(turn('2'), { runId: 'run_child', agent: 'reader', parentRunId: 'run_root', depth: 1 });
  const both = trajectory(run(turn('1')), child);
  expect(judgeCase(one, both, assertions).verdict).toBe('passed');
  const whole = judgeCase({ ...one, id: 'whole/1', scope: 'whole' }, both, assertions);
  expect(whole).toMatchObject({ verdict: 'failed', agents: ['lead', 'reader'] });
  expect(whole.faults).toEqual([expect.objectContaining({ agent: 'reader', broken: 'reader.never' })]);
});

test.each<[string, TrajectoryRun]>([
  ['the model was away', run([], { state: 'failed', stopReason: 'model_error' })],
  ['the run was cancelled', run([], { state: 'cancelled', stopReason: 'cancelled' })],
  ['every failure was the infrastructure’s', run(turn('1', 'infrastructure'))],
])('says nothing when %s', (_, root) => {
  expect(judgeCase(one, trajectory(root), assertions).verdict).toBe('inconclusive');
});

test('a tool that fails is counted, and is not the infrastructure', () => {
  expect(judgeCase(one, trajectory(run(turn('1', 'tool_error'))), assertions)).toMatchObject({
    verdict: 'failed',
    failedCalls: 1,
  });
});
