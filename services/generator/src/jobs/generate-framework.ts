/** The way of a framework: each step feeds the next; lint sends prompts back at most twice. */
import { bundleDigest } from '@nex/agent-config';
import { type LintFinding, NexError, toNexError } from '@nex/core';
import { inSpan, SpanKind } from '@nex/telemetry';
import type { BundlePlan } from '../bundle/plan.ts';
import { toolsOf } from '../bundle/plan.ts';
import type { Context } from '../context.ts';
import { assemble } from '../steps/assemble.ts';
import { choosePattern } from '../steps/choose-pattern.ts';
import { decompose } from '../steps/decompose.ts';
import { interpret } from '../steps/interpret.ts';
import { lint } from '../steps/lint.ts';
import { publish } from '../steps/publish.ts';
import { retrieveTools } from '../steps/retrieve-tools.ts';
import { writeAgents } from '../steps/write-agents.ts';
import { writeSeeds } from '../steps/write-seeds.ts';
import { insertBundle } from '../store/bundles.ts';
import { type Claimed, claimFramework, failFramework, finishFramework } from '../store/frameworks.ts';
import { createStepRunner, type RunStep, TakenAway } from './step-runner.ts';

const LINT_ROUNDS = 3;
const MAX_FAULTS = 5;

export async function generateFramework(
  context: Context,
  payload: { frameworkId: string; traceparent: string },
  signal: AbortSignal,
): Promise<void> {
  const claimed = await claimFramework(context.pool, payload.frameworkId);
  if (!claimed) return;
  context.bus.changed(payload.frameworkId);
  await inSpan(
    'framework.generate',
    {
      kind: SpanKind.CONSUMER,
      traceparent: claimed.row.traceparent,
      attributes: { 'nex.framework.id': claimed.row.id },
    },
    async () => {
      try {
        await generate(context, claimed, createStepRunner(context, claimed, signal));
      } catch (thrown) {
        if (thrown instanceof TakenAway) return;
        const error = toNexError(thrown);
        // What may pass by itself, and a shutdown, leave the row open: the queue or the sweep tries again. A fault
        // of the platform gets a few tries, so that a framework that always breaks its worker does not do so for ever.
        const again =
          error.code === 'unavailable' || (error.code === 'internal' && claimed.fence < MAX_FAULTS);
        if (signal.aborted || again) throw thrown;
        await failFramework(context.pool, claimed.row.id, claimed.fence, error.toFailure());
      } finally {
        context.bus.changed(payload.frameworkId);
      }
    },
  );
}

async function generate(context: Context, { row, fence }: Claimed, step: RunStep): Promise<void> {
  const interpretation = await step(interpret, { sentence: row.sentence, language: row.language });
  const { pattern } = await step(choosePattern, interpretation);
  const { agents } = await step(decompose, {
    interpretation,
    pattern,
    minAgents: row.min_agents,
    maxAgents: row.max_agents,
  });
  const toolPlan = await step(retrieveTools, { agents });
  const writing = { interpretation, agents, toolPlan, language: row.language };
  let prompts = await step(writeAgents, writing);
  const { tree, personas } = await step(writeSeeds, { interpretation, toolPlan });
  for (let round = 1; ; round += 1) {
    const plan: BundlePlan = {
      sentence: row.sentence,
      language: row.language,
      seed: row.seed,
      interpretation,
      pattern,
      agents,
      toolPlan,
      prompts,
      tree,
      personas,
      model: { name: context.model.name, provider: context.model.provider },
      catalogueDigest: context.catalogue.digest,
    };
    const { files } = await step(assemble, plan, round);
    const { findings } = await step(lint, { files }, round);
    const errors = findings.filter((finding) => finding.severity === 'error');
    if (errors.length === 0) {
      const digest = bundleDigest(files);
      await step(publish, { files, digest });
      await insertBundle(context.pool, digest, files);
      const finished = {
        name: interpretation.name,
        title: interpretation.title,
        description: interpretation.description,
      };
      if (
        !(await finishFramework(context.pool, row.id, fence, {
          ...finished,
          pattern,
          digest,
          agents: view(plan),
        }))
      ) {
        throw new TakenAway();
      }
      return;
    }
    const repairable = promptFindings(errors);
    if (round === LINT_ROUNDS || Object.keys(repairable).length === 0) throw lintFailed(errors);
    prompts = await step(writeAgents, { ...writing, findings: repairable, earlier: prompts }, round + 1);
  }
}

/** What lint found in prompts, by agent: these can be written again. */
function promptFindings(errors: readonly LintFinding[]): Record<string, string[]> {
  const byAgent: Record<string, string[]> = {};
  for (const error of errors) {
    const agent = /^prompts\/(.+)\.md/.exec(error.where)?.[1];
    if (agent !== undefined) (byAgent[agent] ??= []).push(error.message);
  }
  return byAgent;
}

function lintFailed(errors: readonly LintFinding[]): NexError {
  const first = errors[0];
  return new NexError(
    'lint_failed',
    `The framework has ${errors.length} errors; the first: ${first?.message ?? ''}`,
    {
      ...(first ? { where: first.where } : {}),
      hint: 'Say more in the sentence, or try another seed or model.',
    },
  );
}

function view(plan: BundlePlan) {
  return plan.agents.map((agent) => ({
    name: agent.name,
    role: agent.role,
    parent: agent.parent,
    tools: toolsOf(agent.name, plan).map((tool) => tool.alias),
    subAgents: plan.agents.filter((other) => other.parent === agent.name).map((other) => other.name),
  }));
}
