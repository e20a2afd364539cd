import { type Build, CreateBuild, NO_USAGE } from '@nex/core';
import { expect, test } from 'vitest';
import { funnelLines, pausedLines, stageLines, usageLines } from './funnel.ts';

const start = '2030-01-01T00:00:00.000Z';
const BUILD: Build = {
  id: 'build_1',
  name: 'b',
  state: 'paused',
  frameworkId: 'fw_1',
  spec: {
    ...CreateBuild.parse({ frameworkId: 'fw_1' }),
    budget: { totalTokens: 20_000, costUsd: 2, onBudget: 'pause' },
  },
  stages: [
    {
      name: 'synthesize-queries',
      state: 'done',
      done: 12,
      total: 12,
      startedAt: start,
      finishedAt: '2030-01-01T00:00:06.000Z',
      ratePerMinute: 120,
    },
    {
      name: 'run-agents',
      state: 'running',
      done: 6,
      total: 12,
      startedAt: start,
      ratePerMinute: 8,
      etaMs: 45_000,
    },
    { name: 'collect', state: 'queued', done: 0, total: 0 },
  ],
  funnel: {
    frameworks: 1,
    queries: { requested: 12, accepted: 12, rejected: 1 },
    runs: { total: 12, completed: 5, failed: 1, cancelled: 0 },
    attempts: 14,
    outcomes: { completed: 5, timeout: 1 },
    verified: { passed: 3, failed: 1, broken: 1 },
    kept: 3,
    dropped: 3,
    dropReasons: { run_timeout: 1, not_verified: 2 },
    flagReasons: { oversize_output: 1 },
  },
  paused: { reason: 'budget', stage: 'run-agents', at: start },
  usage: {
    synthesis: { ...NO_USAGE, inputTokens: 1000, outputTokens: 440, modelCalls: 12 },
    runs: { ...NO_USAGE, inputTokens: 9000, outputTokens: 1000, modelCalls: 30 },
    verifying: { ...NO_USAGE, inputTokens: 50, outputTokens: 10, modelCalls: 1 },
  },
  spending: { spent: { tokens: 11_500, costUsd: 0.5 }, reserved: { tokens: 1500, costUsd: 0 } },
  economy: {
    perAcceptedQuery: { tokens: 120, costUsd: 0.004 },
    perCompletedRun: { tokens: 2288, costUsd: 0.1 },
    perKeptTrajectory: { tokens: 3833.3 },
  },
  traceId: '',
  createdAt: start,
  elapsedMs: 61_000,
};

test('the funnel has every outcome, what verifiers said, and every reason', () => {
  expect(funnelLines(BUILD)).toEqual([
    'Funnel',
    '  frameworks         1',
    '  queries            12  of 12 asked for, 1 rejected',
    '  runs               5   of 12, 1 failed, 0 cancelled, 14 attempts',
    '    timeout          1',
    '  verified           3   passed, 1 failed, 1 broken',
    '  kept               3   of these, flagged:',
    '    oversize_output  1',
    '  dropped            3',
    '    not_verified     2',
    '    run_timeout      1',
  ]);
});

test('the funnel tells what enhancers did, and why they did not', () => {
  const enhanced = {
    urls: { applied: 12, otherwise: {} },
    grounded: { applied: 8, otherwise: { nothing_found: 1, search_failed: 3 } },
  };
  const funnel = { ...BUILD.funnel, queries: { ...BUILD.funnel.queries, enhanced } };
  expect(funnelLines({ ...BUILD, funnel }).slice(2, 5)).toEqual([
    '  queries            12  of 12 asked for, 1 rejected',
    '    grounded         8   applied; not applied: search_failed 3, nothing_found 1',
    '    urls             12  applied',
  ]);
});

test('usage by part, the cost of a piece, and what of the budget is spent', () => {
  expect(usageLines(BUILD)).toEqual([
    'Used         tokens in  tokens out  model calls',
    '  synthesis  1,000      440         12',
    '  runs       9,000      1,000       30',
    '  verifying  50         10          1',
    'Cost so far, each with all before it  tokens  US dollars',
    '  of an accepted query                120     $0.0040',
    '  of a completed run                  2,288   $0.10',
    '  of a kept trajectory                3,833   no price',
    'Spent: 11,500 of 20,000 tokens, $0.50 of $2.00; 1,500 tokens are set aside for runs at work.',
  ]);
  const { budget: _budget, ...spec } = BUILD.spec;
  const free = { spent: { tokens: 0, costUsd: 0 }, reserved: { tokens: 0, costUsd: 0 } };
  expect(usageLines({ ...BUILD, spec, spending: free, economy: {} }).at(-1)).toBe('Spent: 0 tokens.');
});

test('stages that began have their pace, and time left when they are at work', () => {
  expect(stageLines(BUILD, Date.parse(start) + 50_000)).toEqual([
    'Stages                done   rate     time',
    '  synthesize-queries  12/12  2.0/s    took 6.0 s',
    '  run-agents          6/12   8.0/min  45.0 s left',
    'Since it was made: 1 min 1 s',
  ]);
});

test('a paused build says why and how it goes on', () => {
  expect(pausedLines(BUILD)).toEqual([
    'Paused before or in the stage run-agents: the budget holds nothing more.',
    'Raise the budget with: nex builds set build_1 --budget-tokens <number>',
    'Go on with: nex build --resume build_1',
  ]);
});
