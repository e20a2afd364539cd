/**
 * Tries a framework out before its release: publishes its bundle to the runtime, simulates, and either scores it or says
 * what must be mended. Nothing of this is seen by callers but the steps.
 */
import { bundleDigest } from '@nex/agent-config';
import { type FrameworkProof, type FrameworkRepair, NexError } from '@nex/core';
import { baselineFiles } from '../bundle/baseline-plan.ts';
import { agentPath } from '../bundle/plan.ts';
import type { SimulationReport } from '../simulation/report.ts';
import { baseline } from '../steps/baseline.ts';
import { publish } from '../steps/publish.ts';
import { repair } from '../steps/repair.ts';
import { proofOf, score } from '../steps/score.ts';
import { simulate } from '../steps/simulate.ts';
import { writeCases } from '../steps/write-cases.ts';
import type { Draft, Faults } from './draft.ts';
import { planOf, type StageContext } from './stages.ts';

export type Trial =
  | { ok: true; digest: string; proof?: FrameworkProof }
  | {
      ok: false;
      digest: string;
      proof: FrameworkProof;
      report: SimulationReport;
      repairs: FrameworkRepair[];
    };

/** `earlier`: repairs of the rounds before. */
export async function prove(draft: Draft, at: StageContext, earlier: FrameworkRepair[]): Promise<Trial> {
  const { step, round, request, language } = at;
  const { simulation, baseline: mode } = request;
  const { files, design, interpretation, seeds } = draft;
  const digest = bundleDigest(files);
  await step(publish, { files, digest }, round);
  const { casesPerAgent, wholeCases, passRate, tokensPerCase } = simulation;
  if (casesPerAgent === 0 && wholeCases === 0) return { ok: true, digest };
  const { cases } = await step(
    writeCases,
    { interpretation, design, tree: seeds.tree, casesPerAgent, wholeCases, language },
    round,
  );
  const agents = design.agents.map(({ name, assertions }) => ({
    name,
    file: draft.adopted?.agents.get(name)?.file?.path ?? agentPath(name),
    assertions,
  }));
  const report = await step(simulate, { digest, agents, cases, passRate, tokensPerCase, round }, round);
  if (!report.passed) {
    const entry = design.agents.find((agent) => agent.parent === null)?.name ?? '';
    const { repairs } = await step(repair, { report, entry, earlier, passRate, round }, round);
    const proof = proofOf({ report, baseline: null, repairs: [...earlier, ...repairs], round });
    return { ok: false, digest, proof, report, repairs };
  }
  const whole = cases.filter((one) => one.scope === 'whole');
  // Tools that only work from where they stand cannot be given to another agent.
  const isMovable = design.agents.every(({ own }) => own?.isPortable ?? true);
  // One agent has nothing to be compared with but itself.
  const isCompared = mode !== 'skip' && whole.length > 0 && design.agents.length > 1 && isMovable;
  const single = isCompared ? baselineFiles(planOf(draft, at)) : undefined;
  const compared = single
    ? await step(
        baseline,
        { files: single.files, cases: whole, assertions: single.agent.assertions, tokensPerCase, round },
        round,
      )
    : null;
  const proof = await step(score, { report, baseline: compared, repairs: earlier, round }, round);
  if (mode === 'must_win' && proof.baseline && proof.baseline.verdict !== 'win') {
    throw notBeaten(proof, proof.baseline);
  }
  return { ok: true, digest, proof };
}

/** Repairs by the level at which the next round begins. */
export function faultsToMend(repairs: readonly FrameworkRepair[]): Faults {
  const byAgent = (level: FrameworkRepair['level']) =>
    Object.fromEntries(
      repairs.filter((one) => one.level === level).map(({ agent, because }) => [agent, [because]]),
    );
  const structure = repairs
    .filter((one) => one.level === 'structure')
    .map(({ agent, because }) => `${agent}: ${because}`);
  if (structure.length > 0) return { structure };
  const given = byAgent('given');
  // A new plan for one agent brings new prompts with it.
  if (Object.keys(given).length > 0) return { given };
  return { nodes: byAgent('node') };
}

/** A framework that is not released for what its simulation showed, which goes with the error. */
export class NotProved extends NexError {
  readonly proof: FrameworkProof;

  constructor(proof: FrameworkProof, message: string, options: { where: string; hint: string }) {
    super('simulation_failed', `${message} Nothing was released.`, options);
    this.proof = proof;
  }
}

/** The framework works, and one agent works as well. */
function notBeaten(
  proof: FrameworkProof,
  { framework, single }: NonNullable<FrameworkProof['baseline']>,
): NotProved {
  const message =
    `A single agent with all tools passed ${single.passed} of ${single.cases} cases, the framework ` +
    `${framework.passed} of ${framework.cases}.`;
  const hint = 'Ask with baseline "compare" to keep it for its variety, or for other cases.';
  return new NotProved(proof, message, { where: 'baseline', hint });
}

/** The last round did not bring a framework that works. */
export function notProved({ proof, report, repairs }: Extract<Trial, { ok: false }>): NotProved {
  const [first] = repairs;
  const failed = report.outcomes.filter((outcome) => outcome.verdict !== 'passed');
  const message =
    `After ${proof.rounds} rounds ${failed.length} of ${report.outcomes.length} cases do not pass; ` +
    `the first fault lies at ${first ? `${first.agent}: ${first.because.replace(/\.$/, '')}` : 'none'}.`;
  return new NotProved(proof, message, {
    where: failed[0] ? `case ${failed[0].case}, ${failed[0].runId}` : 'simulate',
    hint: 'Its steps hold every case and run. Say more in the sentence, or try another model or pattern.',
  });
}
