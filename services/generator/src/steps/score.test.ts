import { NO_USAGE } from '@nex/core';
import { expect, test } from 'vitest';
import type { CaseOutcome, SimulationReport } from '../simulation/report.ts';
import { proofOf } from './score.ts';

function report(
  ...verdicts: [scope: CaseOutcome['scope'], verdict: CaseOutcome['verdict']][]
): SimulationReport {
  const outcomes = verdicts.map(
    ([scope, verdict], index): CaseOutcome => ({
      case: `${scope}/${index}`,
      scope,
      agent: 'a',
      runId: `run_${index}`,
      verdict,
      faults: [],
      stopReason: 'answered',
      calls: 1,
      failedCalls: 0,
      agents: ['a'],
      usage: { ...NO_USAGE, inputTokens: 90, outputTokens: 10 },
    }),
  );
  return { digest: 'sha256:0', cases: [], outcomes, passed: true, usage: NO_USAGE };
}

test.each<[string, SimulationReport, number]>([
  ['all pass', report(['agent', 'passed'], ['whole', 'passed']), 1],
  ['the whole weighs more', report(['agent', 'passed'], ['whole', 'failed']), 0.4],
  ['agents weigh less', report(['agent', 'failed'], ['whole', 'passed']), 0.6],
  ['inconclusive is not passed', report(['whole', 'passed'], ['whole', 'inconclusive']), 0.5],
  ['agents alone', report(['agent', 'passed'], ['agent', 'failed']), 0.5],
])('score: %s', (_, subject, score) => {
  expect(proofOf({ report: subject, baseline: null, repairs: [], round: 1 })).toMatchObject({
    score,
    rounds: 1,
  });
});

test.each<[string, SimulationReport, SimulationReport, string, string]>([
  ['more cases pass', report(['whole', 'passed']), report(['whole', 'failed']), 'win', 'quality'],
  ['as many pass', report(['whole', 'passed']), report(['whole', 'passed']), 'tie', 'diversity'],
  ['fewer pass', report(['whole', 'failed']), report(['whole', 'passed']), 'loss', 'diversity'],
])('against a single agent: %s', (_, ours, theirs, verdict, purpose) => {
  const { baseline } = proofOf({ report: ours, baseline: theirs, repairs: [], round: 2 });
  expect(baseline).toMatchObject({
    verdict,
    purpose,
    tokensPerCase: 100,
    framework: { cases: 1 },
    single: { cases: 1 },
  });
});
