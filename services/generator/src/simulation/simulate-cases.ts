/** Runs cases of one bundle and says what came of each. */
import { type Assertion, addUsage, NO_USAGE } from '@nex/core';
import { judgeCase } from './judge-case.ts';
import type { CaseOutcome, SimulationCase, SimulationReport } from './report.ts';
import { type CaseRuns, runCases } from './run-cases.ts';

export async function simulateCases(
  cases: readonly SimulationCase[],
  assertions: ReadonlyMap<string, readonly Assertion[]>,
  work: CaseRuns,
): Promise<Omit<SimulationReport, 'passed'>> {
  const trajectories = await runCases(cases, work);
  const outcomes = cases.flatMap((one, index): CaseOutcome[] => {
    const trajectory = trajectories[index];
    return trajectory ? [judgeCase(one, trajectory, assertions)] : [];
  });
  const usage = outcomes.reduce((sum, outcome) => addUsage(sum, outcome.usage), NO_USAGE);
  return { digest: work.digest, cases: [...cases], outcomes, usage };
}

/** How many of a group came to what. */
export function countOutcomes(outcomes: readonly CaseOutcome[]) {
  const count = (verdict: CaseOutcome['verdict']) =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return {
    cases: outcomes.length,
    passed: count('passed'),
    failed: count('failed'),
    inconclusive: count('inconclusive'),
  };
}

/** Mean of input and output tokens; 0 without outcomes. */
export function tokensPerCase(outcomes: readonly CaseOutcome[]): number {
  const tokens = outcomes.reduce((sum, { usage }) => sum + usage.inputTokens + usage.outputTokens, 0);
  return outcomes.length === 0 ? 0 : Math.round(tokens / outcomes.length);
}
