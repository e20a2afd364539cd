/** A framework from its first step to its release; what lint and simulation find is mended at most twice. */
import { type FrameworkRepair, type LintFinding, NexError, PLATFORM, toNexError } from '@nex/core';
import { inSpan, SpanKind } from '@nex/telemetry';
import { toolNames } from '../bundle/plan.ts';
import { boundContext, type Context } from '../context.ts';
import { insertBundle } from '../store/bundles.ts';
import { type Claimed, claimFramework, failFramework, finishFramework } from '../store/frameworks.ts';
import { readUsages } from '../store/model-calls.ts';
import { failRunningSteps } from '../store/steps.ts';
import type { Draft, Faults } from './draft.ts';
import { faultsToMend, NotProved, notProved, prove, type Trial } from './prove.ts';
import { createSpending } from './spending.ts';
import { entryFor, runStages, type StageContext, type StageName } from './stages.ts';
import { createStepRunner, TakenAway } from './step-runner.ts';

const ROUNDS = 3;
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
    () =>
      context.callers.run({ tenant: claimed.row.tenant, actor: PLATFORM }, () =>
        bringToItsEnd(boundContext(context), claimed, signal),
      ),
  );
}

async function bringToItsEnd(context: Context, claimed: Claimed, signal: AbortSignal): Promise<void> {
  const { row, fence } = claimed;
  const used = await readUsages(context.pool, row.id);
  const spending = createSpending(row.request.budget, { used, startedAt: row.started_at ?? new Date() });
  const msLeft = spending.msLeft();
  const deadline = msLeft === undefined ? undefined : AbortSignal.timeout(Math.ceil(msLeft));
  const within = deadline ? AbortSignal.any([signal, deadline]) : signal;
  try {
    const model = row.request.model === undefined ? context.model : context.modelNamed(row.request.model);
    const step = createStepRunner(context, { claimed, model, spending, signal: within });
    await generate(claimed, {
      context,
      request: row.request,
      language: row.language === 'zh' ? 'zh' : 'en',
      synthesis: row.request.tools.allowSynthesised && (await context.toolRoom.unavailable()) === undefined,
      model: { name: model.name, provider: model.provider },
      step,
      round: 1,
      faults: {},
    });
  } catch (thrown) {
    if (thrown instanceof TakenAway) return;
    const isLate = deadline?.aborted === true && !signal.aborted;
    const error = isLate ? spending.outOfTime() : toNexError(thrown);
    // What may pass by itself, and a shutdown, leave the row open: the queue or the sweep tries again. A fault
    // of the platform gets a few tries, so that a framework that always breaks its worker does not do so for ever.
    const again = error.code === 'unavailable' || (error.code === 'internal' && fence < MAX_FAULTS);
    if (signal.aborted || again) throw thrown;
    await failRunningSteps(context.pool, row.id, error.toFailure());
    const proof = error instanceof NotProved ? error.proof : undefined;
    await failFramework(context.pool, row.id, fence, { failure: error.toFailure(), proof });
  } finally {
    context.bus.changed(row.id);
  }
}

async function generate(claimed: Claimed, first: StageContext): Promise<void> {
  const repairs: FrameworkRepair[] = [];
  let draft: Partial<Draft> = {};
  let at = first;
  let from: StageName = first.request.from ? 'adopt' : 'interpret';
  for (;;) {
    const done: Draft = await runStages(draft, from, at);
    const errors = done.findings.filter((finding) => finding.severity === 'error');
    let faults = faultsOf(errors, done);
    if (errors.length > 0) {
      if (at.round === ROUNDS || Object.keys(faults).length === 0) throw lintFailed(errors);
    } else {
      const trial = await prove(done, at, repairs);
      if (trial.ok) return release(claimed, done, at, trial);
      if (at.round === ROUNDS) throw notProved(trial);
      repairs.push(...trial.repairs);
      faults = done.adopted
        ? keptStructure(faultsToMend(trial.repairs), trial.repairs)
        : faultsToMend(trial.repairs);
    }
    draft = done;
    from = entryFor(faults);
    at = { ...first, round: at.round + 1, faults };
  }
}

/** Nothing is seen of a framework before the runtime has loaded it and its simulation has passed. */
async function release(
  { row, fence }: Claimed,
  draft: Draft,
  { context }: StageContext,
  { digest, proof }: Extract<Trial, { ok: true }>,
): Promise<void> {
  const { files, interpretation, pattern } = draft;
  await insertBundle(context.pool, digest, files);
  const { name, title, description } = interpretation;
  const done = { name, title, description, pattern, digest, agents: view(draft), proof };
  if (!(await finishFramework(context.pool, row.id, fence, done))) throw new TakenAway();
}

/** What lint found in prompts, by agent: these can be written again. */
function faultsOf(errors: readonly LintFinding[], { adopted }: Draft): Faults {
  const nodes: Record<string, string[]> = {};
  const written = new Map([...(adopted?.agents ?? [])].map(([name, { file }]) => [file?.prompt, name]));
  for (const error of errors) {
    const agent = written.get(error.file) ?? /^prompts\/(.+)\.md/.exec(error.where)?.[1];
    if (agent !== undefined) (nodes[agent] ??= []).push(error.message);
  }
  return Object.keys(nodes).length > 0 ? { nodes } : {};
}

/** Which agents there are is not decided again where somebody has decided it: what they were given is. */
function keptStructure(faults: Faults, repairs: readonly FrameworkRepair[]): Faults {
  if (!faults.structure) return faults;
  return { given: Object.fromEntries(repairs.map(({ agent, because }) => [agent, [because]])) };
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

function view({ design }: Draft) {
  return design.agents.map((agent) => ({
    name: agent.name,
    role: agent.role,
    parent: agent.parent,
    tools: toolNames(agent),
    subAgents: design.agents.filter((other) => other.parent === agent.name).map((other) => other.name),
  }));
}
