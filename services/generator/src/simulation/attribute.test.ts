import { NO_USAGE } from '@nex/core';
import { expect, test } from 'vitest';
import { attribute, type Level, stands } from './attribute.ts';
import type { CaseOutcome, SimulationFault } from './report.ts';

const outcome = (
  id: string,
  verdict: CaseOutcome['verdict'],
  more: Partial<CaseOutcome> = {},
): CaseOutcome => {
  const agent = id.split('/')[0] ?? '';
  return {
    case: id,
    scope: agent === 'whole' ? 'whole' : 'agent',
    agent: agent === 'whole' ? 'lead' : agent,
    runId: `run_${id}`,
    verdict,
    faults: verdict === 'failed' ? [fault(agent === 'whole' ? 'lead' : agent)] : [],
    stopReason: 'answered',
    calls: 2,
    failedCalls: 0,
    agents: [agent],
    usage: NO_USAGE,
    ...more,
  };
};
const fault = (agent: string): SimulationFault => ({
  agent,
  broken: `${agent}.calls`,
  note: `None of its tools was called by ${agent}.`,
  runId: 'run_1',
  messageIndex: 1,
});
const report = (...outcomes: CaseOutcome[]) => ({
  digest: 'sha256:0',
  cases: [],
  outcomes,
  passed: false,
  usage: NO_USAGE,
});
const none = new Map<string, Level>();

test.each<[string, CaseOutcome[], [string, Level][]]>([
  ['all stand', [outcome('a/1', 'passed'), outcome('whole/1', 'passed')], []],
  ['half of the cases is enough', [outcome('a/1', 'passed'), outcome('a/2', 'failed')], []],
  ['an agent that fails', [outcome('a/1', 'failed'), outcome('a/2', 'failed')], [['a', 'node']]],
  [
    'an agent whose every call fails',
    [outcome('a/1', 'failed', { calls: 2, failedCalls: 2 })],
    [['a', 'given']],
  ],
  ['an agent whose tools are away', [outcome('a/1', 'inconclusive')], [['a', 'given']]],
  ['inconclusive cases do not count', [outcome('a/1', 'inconclusive'), outcome('a/2', 'passed')], []],
  [
    'parts first, the whole after them',
    [outcome('a/1', 'failed'), outcome('b/1', 'passed'), outcome('whole/1', 'failed')],
    [['a', 'node']],
  ],
  [
    'a whole that fails at its entry',
    [outcome('a/1', 'passed'), outcome('whole/1', 'failed')],
    [['lead', 'node']],
  ],
  [
    'a whole that fails below',
    [outcome('a/1', 'passed'), outcome('whole/1', 'failed', { faults: [fault('a')] })],
    [['a', 'node']],
  ],
  [
    'a whole that never ends',
    [outcome('a/1', 'passed'), outcome('whole/1', 'failed', { stopReason: 'budget' })],
    [['lead', 'structure']],
  ],
])('%s', (_, outcomes, expected) => {
  const found = attribute(report(...outcomes), { entry: 'lead', tried: none, passRate: 0.5 });
  expect(found.map(({ agent, level }) => [agent, level])).toEqual(expected);
  for (const one of found) {
    expect(one.because).not.toBe('');
    expect(one.cases.length).toBeGreaterThan(0);
  }
});

test.each<[Level, Level]>([
  ['node', 'given'],
  ['given', 'structure'],
  ['structure', 'structure'],
])('what was mended at %s and fails again goes to %s', (before, after) => {
  const tried = new Map([['a', before]]);
  const [found] = attribute(report(outcome('a/1', 'failed')), { entry: 'lead', tried, passRate: 1 });
  expect(found?.level).toBe(after);
});

test('a share of zero still asks for one case that passed', () => {
  expect(stands([outcome('a/1', 'failed')], 0)).toBe(false);
  expect(stands([], 0)).toBe(false);
  expect(stands([outcome('a/1', 'failed'), outcome('a/2', 'passed')], 0)).toBe(true);
});
