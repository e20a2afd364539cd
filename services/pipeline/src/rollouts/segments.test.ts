/** Rollouts cut into what is trained on. */
import {
  type Message,
  NO_USAGE,
  type RunTokens,
  type Trajectory,
  type TrajectoryRun,
  textMessage,
} from '@nex/core';
import { expect, test } from 'vitest';
import { segmentsOf } from './segments.ts';

const ask = (text: string) => textMessage('user', text);
const say = (text: string) => textMessage('assistant', text);

function run(runId: string, messages: Message[], more: Partial<TrajectoryRun> = {}): TrajectoryRun {
  return {
    runId,
    parentRunId: null,
    parentCallId: null,
    agent: 'lead',
    depth: 0,
    state: 'completed',
    stopReason: 'answered',
    tools: [],
    messages,
    response: '',
    usage: NO_USAGE,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    ...more,
  };
}

function trajectory(...runs: [TrajectoryRun, ...TrajectoryRun[]]): Trajectory {
  const provenance = {
    model: 'm',
    provider: 'p',
    offlineModel: false,
    seed: 1,
    frameworkDigest: 'sha256:0',
    traceId: '',
  };
  return { version: 1, rootRunId: runs[0].runId, runs, usage: NO_USAGE, provenance };
}

const at = (startedAt: number) => ({ startedAt, finishedAt: startedAt + 5 });
const HISTORY = [
  { since_ms: 0, version: 0 },
  { since_ms: 100, version: 3 },
];

test('sequences of a run are segments of their own, with the version of each span', () => {
  const tokens: RunTokens = {
    runId: 'r',
    answers: [at(50), at(150), at(160)],
    sequences: [
      {
        tokens: [1, 2, 3, 4, 5],
        spans: [
          { start: 1, end: 2, answer: 0 },
          { start: 3, end: 5, answer: 1 },
        ],
        logprobs: [0, -1, 0, -2, -3],
      },
      // After a compaction.
      { tokens: [9, 8], spans: [{ start: 1, end: 2, answer: 2 }] },
    ],
  };
  const segments = segmentsOf(trajectory(run('r', [ask('a')])), { tokens: [tokens], history: HISTORY });
  expect(segments).toMatchObject([
    {
      kind: 'tokens',
      lossMask: [0, 1, 0, 1, 1],
      logprobs: [0, -1, 0, -2, -3],
      modelVersions: [
        [1, 2, 0],
        [3, 5, 3],
      ],
      truncated: false,
    },
    { kind: 'tokens', tokens: [9, 8], lossMask: [0, 1], logprobs: null, modelVersions: [[1, 2, 3]] },
  ]);
});

test('a longer sequence loses its tail, and says so', () => {
  const tokens: RunTokens = {
    runId: 'r',
    answers: [at(0), at(0)],
    sequences: [
      {
        tokens: [1, 2, 3, 4],
        spans: [
          { start: 1, end: 3, answer: 0 },
          { start: 3, end: 4, answer: 1 },
        ],
      },
    ],
  };
  const options = { tokens: [tokens], history: HISTORY, maxSequenceLength: 2 };
  expect(segmentsOf(trajectory(run('r', [])), options)).toMatchObject([
    { tokens: [1, 2], lossMask: [0, 1], modelVersions: [[1, 2, 0]], truncated: true },
  ]);
});

test('sub-agents have their own, by the path of their names; no answer has a loss twice', () => {
  const first = [ask('begin'), say('one'), ask('more'), say('two')];
  const compacted = [ask('summary'), ask('more'), say('two'), say('three')];
  const segments = segmentsOf(
    trajectory(
      run('r', compacted, { earlierLeaves: [first] }),
      run('s', [ask('go'), say('done')], { parentRunId: 'r', agent: 'helper', depth: 1 }),
      run('t', [ask('look'), say('seen')], { parentRunId: 's', agent: 'checker', depth: 2 }),
    ),
    { tokens: [], history: HISTORY },
  );
  expect(segments.map(({ agentPath, messages }) => [agentPath, messages?.map(({ loss }) => loss)])).toEqual([
    ['lead', [false, true, false, true]],
    ['lead', [false, false, false, true]],
    ['lead/helper', [false, true]],
    ['lead/helper/checker', [false, true]],
  ]);
});
