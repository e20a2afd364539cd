/**
 * simulate_framework: cases of a framework on the runtime, judged by its assertions and by the checks of trajectories.
 * A second call with the same files, cases and seed is answered from the runs of the first.
 */
import { NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { readFrameworkModel } from '@nex/framework';
import * as z from 'zod';
import { CaseOutcome, type SimulationCase } from '../../../simulation/report.ts';
import { simulateCases } from '../../../simulation/simulate-cases.ts';
import { CASE_TIMEOUT_MS } from '../../../steps/simulate.ts';
import { filesOf, SOURCE } from '../framework-source.ts';
import { defineTool } from '../tool.ts';

const Case = z.strictObject({
  message: z.string().min(1).max(200_000).describe('What a user, or the calling agent, says.'),
  agent: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('Tried by itself. Default: the framework as a whole.'),
});

export const simulateFramework = defineTool({
  name: 'simulate_framework',
  title: 'Try a framework out',
  description:
    'Runs a framework on cases with its real tools and judges each: its own assertions, and the checks of ' +
    'trajectories. Without cases it is given the sentence that it was made from. A framework of the platform already ' +
    'has a proof in get_framework; use this for files that you changed, or for cases of your own. Takes model calls.',
  input: z.strictObject({
    ...SOURCE,
    cases: z.array(Case).min(1).max(20).optional(),
    tokens_per_case: z.number().int().min(1000).max(100_000_000).default(200_000),
    seed: z.number().int().min(0).max(4_294_967_295).default(7),
  }),
  output: z.object({
    digest: z.string(),
    passed: z.boolean().describe('Every case passed.'),
    outcomes: z.array(CaseOutcome),
  }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  async run({ cases: given, tokens_per_case: maxTokens, seed, ...source }, { context, signal, progress }) {
    const files = await filesOf(context, source);
    const model = readFrameworkModel(files);
    const agents = new Map(model.agents.map((agent) => [agent.name, agent]));
    const cases = (given ?? [{ message: model.sentence ?? '' }]).map(
      ({ message, agent }, index): SimulationCase => ({
        id: `${agent ?? 'whole'}/${index + 1}`,
        scope: agent === undefined ? 'whole' : 'agent',
        agent: agent ?? model.entry?.name ?? '',
        message,
      }),
    );
    const stranger = cases.find((one) => one.scope === 'agent' && !agents.has(one.agent));
    if (stranger) throw noSuchAgent(stranger.agent, [...agents.keys()]);
    if (cases.some((one) => one.message === '')) throw noCase();
    await progress(1, 'The runtime loads the files');
    const { digest } = await context.runtime.putBundle({ files }, { signal });
    await progress(2, `${cases.length} cases run`);
    const { outcomes } = await simulateCases(
      cases,
      new Map([...agents].map(([name, { assertions }]) => [name, assertions])),
      {
        runtime: context.runtime,
        digest,
        fileOf: (agent) => agents.get(agent)?.file ?? '',
        keyPrefix: `simulate/${digestJson({ digest, cases, maxTokens, seed }).slice(-32)}`,
        seed,
        limits: { maxTokens, timeoutMs: CASE_TIMEOUT_MS },
        signal,
      },
    );
    return { digest, passed: outcomes.every(({ verdict }) => verdict === 'passed'), outcomes };
  },
});

function noSuchAgent(name: string, known: readonly string[]): NexError {
  return new NexError('not_found', `The framework has no agent ${name}.`, {
    where: 'arguments.cases',
    hint: `It has: ${known.join(', ')}.`,
  });
}

function noCase(): NexError {
  return new NexError('invalid_request', 'The files name no sentence that could be a case.', {
    where: 'arguments.cases',
    hint: 'Give at least one case with a message.',
  });
}
