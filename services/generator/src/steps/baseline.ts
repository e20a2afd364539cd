/** The cases of the whole, done by one agent with all tools within the same limits. */

import { bundleDigest } from '@nex/agent-config';
import { BundleFile } from '@nex/core';
import { BASELINE_AGENT } from '../bundle/baseline-plan.ts';
import { SimulationReport } from '../simulation/report.ts';
import { countOutcomes, simulateCases } from '../simulation/simulate-cases.ts';
import { CASE_TIMEOUT_MS, type SimulateInput } from './simulate.ts';
import { defineStep } from './step.ts';

export interface BaselineInput extends Pick<SimulateInput, 'cases' | 'tokensPerCase' | 'round'> {
  files: BundleFile[];
  assertions: SimulateInput['agents'][number]['assertions'];
}

export const baseline = defineStep({
  name: 'baseline',
  version: 1,
  output: SimulationReport.omit({ passed: true }),
  async run({ files, cases, assertions, tokensPerCase, round }: BaselineInput, context) {
    const { signal } = context;
    await context.runtime.putBundle({ files }, { signal });
    const report = await simulateCases(
      cases.map((one) => ({ ...one, agent: BASELINE_AGENT })),
      new Map([[BASELINE_AGENT, assertions]]),
      {
        runtime: context.runtime,
        digest: bundleDigest(files),
        fileOf: () => '',
        keyPrefix: `${context.frameworkId}/${round}/baseline`,
        seed: context.seed,
        limits: { maxTokens: tokensPerCase, timeoutMs: CASE_TIMEOUT_MS },
        signal,
      },
    );
    context.spend(report.usage);
    const { passed, cases: all } = countOutcomes(report.outcomes);
    context.note(`a single agent passes ${passed} of ${all}`);
    return report;
  },
});
