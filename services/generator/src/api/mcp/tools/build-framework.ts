/** build_framework: a sentence becomes a framework. What is pinned has the limits of `POST /v1/frameworks`. */
import { CreateFramework, FrameworkBudget, NexError, SimulationRequest, ToolPolicy } from '@nex/core';
import * as z from 'zod';
import type { Context } from '../../../context.ts';
import { createFramework, getBundle } from '../../../frameworks.ts';
import { Files, FrameworkId } from '../framework-source.ts';
import { defineTool } from '../tool.ts';

const pins = CreateFramework.shape;
const policy = ToolPolicy.shape;
const budget = FrameworkBudget.shape;
const cases = SimulationRequest.shape;

const Input = z.strictObject({
  sentence: z
    .string()
    .default('')
    .describe(
      'What the agents shall do, in one sentence of any language. Only with from_* it may be left out.',
    ),
  from_framework_id: FrameworkId.optional().describe(
    'A ready framework to mend, or to extend by the sentence.',
  ),
  from_files: Files.optional().describe(
    'The same for files that you hand over. All else of them stays as it is.',
  ),
  pattern: pins.pattern,
  language: pins.language,
  min_agents: pins.minAgents,
  max_agents: pins.maxAgents,
  min_depth: pins.minDepth,
  max_depth: pins.maxDepth,
  allow_servers: policy.allowServers.describe('Only tools of these servers. Empty: of all.'),
  deny_servers: policy.denyServers,
  allow_tools: policy.allowTools.describe('Only these tools, as server/tool. Empty: all.'),
  deny_tools: policy.denyTools,
  allow_synthesised: policy.allowSynthesised.describe('Code may be written for what no tool does.'),
  model: pins.model,
  budget_tokens: budget.tokens.describe('Input and output tokens together.'),
  budget_usd: budget.costUsd,
  budget_seconds: budget.seconds,
  cases_per_agent: cases.casesPerAgent,
  whole_cases: cases.wholeCases,
  pass_rate: cases.passRate,
  baseline: pins.baseline,
  personas: pins.personas,
  min_leaves: pins.minLeaves,
  seed: pins.seed,
  idempotency_key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A second call with the same key gives the framework of the first.'),
});

export const buildFramework = defineTool({
  name: 'build_framework',
  title: 'Build a framework from a sentence',
  description:
    'Starts making a framework of agents from one sentence: agents, prompts, tools, contracts, simulation. With from_* ' +
    'it mends a framework that is there, and extends it by what the sentence adds. Returns ' +
    'at once with an id; wait for it with get_framework and wait_seconds. Takes model calls and some minutes. Pin ' +
    'only what must be so: everything else is chosen from the sentence.',
  input: Input,
  output: z.object({ id: z.string(), state: z.string(), next: z.string().describe('What to call now.') }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async run(input, { context }) {
    const { id, state } = await createFramework(
      context,
      { ...requestOf(input), ...(await sourceOf(context, input)) },
      input.idempotency_key,
    );
    const next = `get_framework with id ${id} and wait_seconds 60, until state is ready, failed or cancelled`;
    return { id, state, next };
  },
});

async function sourceOf(
  context: Context,
  { from_framework_id: id, from_files: files }: z.output<typeof Input>,
): Promise<Pick<z.input<typeof CreateFramework>, 'from'>> {
  if (id === undefined && files === undefined) return {};
  if (id !== undefined && files !== undefined) {
    throw new NexError('invalid_request', 'Only one of from_framework_id and from_files can be given.', {
      where: 'arguments',
      hint: 'Give from_framework_id for a framework of the platform, from_files for any other.',
    });
  }
  return { from: files ? { files } : { digest: (await getBundle(context, id ?? '')).digest } };
}

function requestOf(input: z.output<typeof Input>): z.input<typeof CreateFramework> {
  return {
    sentence: input.sentence,
    pattern: input.pattern,
    language: input.language,
    minAgents: input.min_agents,
    maxAgents: input.max_agents,
    minDepth: input.min_depth,
    maxDepth: input.max_depth,
    tools: {
      allowServers: input.allow_servers,
      denyServers: input.deny_servers,
      allowTools: input.allow_tools,
      denyTools: input.deny_tools,
      allowSynthesised: input.allow_synthesised,
    },
    model: input.model,
    budget: { tokens: input.budget_tokens, costUsd: input.budget_usd, seconds: input.budget_seconds },
    simulation: {
      casesPerAgent: input.cases_per_agent,
      wholeCases: input.whole_cases,
      passRate: input.pass_rate,
    },
    baseline: input.baseline,
    personas: input.personas,
    minLeaves: input.min_leaves,
    seed: input.seed,
  };
}
