/** start_build and estimate_build take the same request. */
import { BuildEstimate, CreateBuild, NexError } from '@nex/core';
import * as z from 'zod';
import { defineTool, IDEMPOTENCY_KEY, READS, STARTS } from '../tool.ts';

const pins = CreateBuild.shape;

const REQUEST = {
  framework_id: z.string().min(1).max(100).describe('A ready framework: fw_…'),
  name: pins.name,
  queries: pins.queries,
  samples: pins.samples.describe('Runs of each query.'),
  seed: pins.seed,
  languages: pins.languages,
  concurrency: pins.concurrency.describe('Runs and model calls at a time, at most.'),
  budget_tokens: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Of the whole build; it pauses when they are used up.'),
  budget_usd: z.number().positive().optional(),
  spec: z
    .record(z.string(), z.json())
    .default({})
    .describe(
      'Everything else that POST /v1/builds takes, in its words: difficulty, synthesis, tasks, formats, split, ' +
        'redaction, quality, tools, review, limits.',
    ),
};

const Input = z.strictObject({ ...REQUEST, idempotency_key: IDEMPOTENCY_KEY });
const Asked = z.strictObject(REQUEST);

export const estimateBuild = defineTool({
  name: 'estimate_build',
  title: 'Estimate a build',
  description:
    'Checks the request of a build and says what it would use: model calls, tokens and money, with what the numbers ' +
    'are based on, and whether the budget holds them. Makes nothing. Takes what start_build takes.',
  input: Asked,
  output: BuildEstimate.omit({ spec: true }),
  hints: READS,
  run: async (input, { context: { client }, signal }) => client.builds.estimate(requestOf(input), { signal }),
});

export const startBuild = defineTool({
  name: 'start_build',
  title: 'Start a build of a data set',
  description:
    'Starts making a data set: queries are synthesised, agents of the framework run on them, the runs are checked and ' +
    'judged, and what is good is kept as rows. Returns at once with an id; wait with get_build and wait_seconds. ' +
    'Takes many model calls: estimate_build says how many.',
  input: Input,
  output: z.object({ id: z.string(), state: z.string(), next: z.string().describe('What to call now.') }),
  hints: STARTS,
  async run({ idempotency_key: idempotencyKey, ...input }, { context: { client } }) {
    const options = idempotencyKey === undefined ? {} : { idempotencyKey };
    const { id, state } = await client.builds.create(requestOf(input), options);
    return { id, state, next: `get_build with id ${id} and wait_seconds 60, until state is completed` };
  },
});

function requestOf(input: z.output<typeof Asked>): CreateBuild {
  const { framework_id: frameworkId, budget_tokens: totalTokens, budget_usd: costUsd, spec, ...rest } = input;
  const twice = Object.keys(spec).find((key) => key in rest || key === 'frameworkId' || key === 'budget');
  if (twice !== undefined && twice !== 'budget') {
    throw new NexError('invalid_request', `${twice} has an argument of its own.`, {
      where: `arguments.spec.${twice}`,
      hint: 'Give it beside spec.',
    });
  }
  const given = {
    ...(totalTokens !== undefined && { totalTokens }),
    ...(costUsd !== undefined && { costUsd }),
  };
  const budget = { ...(spec['budget'] as object | undefined), ...given };
  const request = {
    ...rest,
    ...spec,
    frameworkId,
    ...(Object.keys(budget).length > 0 && { budget }),
  };
  // The platform checks the whole of it, and names what is wrong.
  return request as CreateBuild;
}
