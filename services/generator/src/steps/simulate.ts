/** Each agent by itself, then the whole, on the real runtime with its real tools. */
import { Assertion } from '@nex/core';
import * as z from 'zod';
import { stands } from '../simulation/attribute.ts';
import { SimulationCase, SimulationReport } from '../simulation/report.ts';
import { countOutcomes, simulateCases } from '../simulation/simulate-cases.ts';
import { defineStep } from './step.ts';

/** One case may take this long with all its sub-agents. */
export const CASE_TIMEOUT_MS = 600_000;

export const SimulateInput = z.object({
  digest: z.string(),
  /** Of the bundle, with the path of each agent's file in it. */
  agents: z.array(z.object({ name: z.string(), file: z.string(), assertions: z.array(Assertion) })),
  cases: z.array(SimulationCase),
  passRate: z.number(),
  tokensPerCase: z.number().int(),
  round: z.number().int(),
});
export type SimulateInput = z.infer<typeof SimulateInput>;

export const simulate = defineStep({
  name: 'simulate',
  version: 1,
  output: SimulationReport,
  async run(input: SimulateInput, context) {
    const { digest, agents, cases, passRate, tokensPerCase, round } = input;
    const files = new Map(agents.map((agent) => [agent.name, agent.file]));
    const work = {
      runtime: context.runtime,
      digest,
      fileOf: (agent: string) => files.get(agent) ?? '',
      keyPrefix: `${context.frameworkId}/${round}/simulate`,
      seed: context.seed,
      limits: { maxTokens: tokensPerCase, timeoutMs: CASE_TIMEOUT_MS },
      signal: context.signal,
    };
    const assertions = new Map(agents.map((agent) => [agent.name, agent.assertions]));
    const report = await simulateCases(cases, assertions, work);
    context.spend(report.usage);
    const groups = Map.groupBy(report.outcomes, ({ scope, agent }) => (scope === 'whole' ? '' : agent));
    const passed = [...groups.values()].every((outcomes) => stands(outcomes, passRate));
    const { cases: all, passed: good, inconclusive } = countOutcomes(report.outcomes);
    context.note(`${good} of ${all} cases passed${inconclusive > 0 ? `, ${inconclusive} say nothing` : ''}`);
    return { ...report, passed };
  },
});
