/** What simulation and baseline come to, as numbers. */
import { FrameworkProof, type FrameworkRepair } from '@nex/core';
import type { SimulationReport } from '../simulation/report.ts';
import { countOutcomes, tokensPerCase } from '../simulation/simulate-cases.ts';
import { defineStep } from './step.ts';

/** Weight of the agents' cases in the score; the rest is the whole's. */
const AGENTS_WEIGHT = 0.4;

export interface ScoreInput {
  report: SimulationReport;
  baseline: Omit<SimulationReport, 'passed'> | null;
  repairs: FrameworkRepair[];
  round: number;
}

export const score = defineStep({
  name: 'score',
  version: 1,
  output: FrameworkProof,
  run(input: ScoreInput, context) {
    const proof = proofOf(input);
    const { baseline } = proof;
    const against = baseline ? `, ${baseline.verdict} against a single agent` : '';
    context.note(`score ${proof.score}${against}`);
    return Promise.resolve(proof);
  },
});

export function proofOf({ report, baseline, repairs, round }: ScoreInput): FrameworkProof {
  const whole = report.outcomes.filter((outcome) => outcome.scope === 'whole');
  const agents = report.outcomes.filter((outcome) => outcome.scope === 'agent');
  return {
    rounds: round,
    agents: countOutcomes(agents),
    whole: countOutcomes(whole),
    tokensPerCase: tokensPerCase(whole),
    score: scoreOf(countOutcomes(agents), countOutcomes(whole)),
    ...(baseline ? { baseline: comparison(whole, baseline.outcomes) } : {}),
    repairs,
  };
}

type Counts = ReturnType<typeof countOutcomes>;

/** A group without cases leaves its weight to the other. */
function scoreOf(agents: Counts, whole: Counts): number {
  const share = ({ passed, cases }: Counts) => passed / cases;
  const value =
    whole.cases === 0
      ? share(agents)
      : agents.cases === 0
        ? share(whole)
        : AGENTS_WEIGHT * share(agents) + (1 - AGENTS_WEIGHT) * share(whole);
  return Math.round(value * 1000) / 1000;
}

function comparison(
  whole: SimulationReport['outcomes'],
  single: SimulationReport['outcomes'],
): NonNullable<FrameworkProof['baseline']> {
  const ours = countOutcomes(whole);
  const theirs = countOutcomes(single);
  const verdict = ours.passed > theirs.passed ? 'win' : ours.passed === theirs.passed ? 'tie' : 'loss';
  return {
    verdict,
    purpose: verdict === 'win' ? 'quality' : 'diversity',
    framework: ours,
    single: theirs,
    tokensPerCase: tokensPerCase(single),
  };
}
