/** Takes a batch of rollouts in: everything that can be known to be wrong is refused before anything is stored. */
import { bundleDigest } from '@nex/agent-config';
import {
  type CreateRolloutBatch,
  NexError,
  newId,
  type RolloutBatchCreated,
  type RolloutTask,
  type Verifier,
} from '@nex/core';
import { deriveSeed, digestJson } from '@nex/core/digest';
import { createEgressPolicy } from '@nex/egress';
import { isUniqueViolation } from '@nex/postgres';
import { verifierFault } from '@nex/quality';
import { checkRunModelKey } from '@nex/service';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import type { PipelineContext } from '../context.ts';
import { enqueueRollouts } from './jobs/enqueue-rollouts.ts';
import { modelKey } from './model-key.ts';
import {
  type BatchRow,
  findBatchByKey,
  insertBatch,
  type NewBatch,
  type NewRollout,
  type RolloutSpec,
  readPlaces,
} from './store/batch-row.ts';

export interface CreateBatchOptions {
  /** A repeated key gives the batch that it made; with another body it is a conflict. */
  idempotencyKey?: string | undefined;
  signal: AbortSignal;
}

const MAX_ROLLOUTS = 100_000;
const MOST_STORED = 1000;

export async function createBatch(
  context: PipelineContext,
  body: CreateRolloutBatch,
  { idempotencyKey, signal }: CreateBatchOptions,
): Promise<RolloutBatchCreated> {
  const { tasks, agent, ...rest } = body;
  const specDigest = digestJson(body);
  // What the bundle is, is asked for meanwhile, since most keys are new.
  const finding = check(context, body).then(() => findBundle(context, agent, signal));
  finding.catch(() => {});
  const known = await findKnown(context, idempotencyKey, specDigest);
  if (known) return known;
  const spec: RolloutSpec = {
    ...rest,
    ...(agent.file === undefined ? {} : { agentFile: agent.file }),
    ...(agent.own && { own: true }),
  };
  const here = spec.own || !context.batchesAtWork?.hasRoom ? undefined : context.batchesAtWork;
  const { tenant } = context.callers.current();
  const batch = {
    id: newId('rolloutBatch'),
    modelKey: modelKey(tenant, spec.modelTag),
    atWork: here !== undefined,
    spec,
    specDigest,
    bundleDigest: await finding,
    idempotencyKey,
    traceparent: activeTraceparent(),
    traceId: activeTraceId(),
    tasks,
    rollouts: planRollouts(tasks, body),
  };
  try {
    await insertBatch(context.pool, batch);
  } catch (thrown) {
    const winner = isUniqueViolation(thrown) && (await findKnown(context, idempotencyKey, specDigest));
    if (!winner) throw thrown;
    return winner;
  }
  if (here) here.begin(rowOf(batch, tenant), { queued: batch.rollouts.length });
  else {
    await enqueueRollouts(context.queue, [{ ...batch, reopened: 0 }]).catch((thrown: unknown) => {
      // The row is there, so the next sweep finds it.
      context.logger.warn(
        { err: thrown, batchId: batch.id },
        'a new batch of rollouts could not be queued yet',
      );
    });
  }
  const rollouts = batch.rollouts.map(({ id: rolloutId, taskIndex, groupId, runIndex }) => ({
    rolloutId,
    taskId: tasks[taskIndex]?.taskId ?? '',
    groupId,
    runIndex,
  }));
  return { batchId: batch.id, rollouts };
}

/** As it was just stored. */
function rowOf(batch: NewBatch, tenant: string): BatchRow {
  const { id, spec, traceparent } = batch;
  return {
    id,
    tenant,
    model_tag: batch.modelKey,
    state: 'running',
    spec,
    spec_digest: batch.specDigest,
    bundle_digest: batch.bundleDigest,
    fence: 1,
    reopened: 0,
    cancel_requested: false,
    traceparent,
    trace_id: batch.traceId,
  };
}

/** Runs of a group are numbered through, also over tasks that share it. */
export function planRollouts(
  tasks: readonly RolloutTask[],
  { repeatN, seed }: Pick<CreateRolloutBatch, 'repeatN' | 'seed'>,
): NewRollout[] {
  const next = new Map<string, number>();
  return tasks.flatMap((task, taskIndex) => {
    const groupId = task.groupId ?? `task-${task.taskId}`;
    const first = next.get(groupId) ?? 0;
    next.set(groupId, first + repeatN);
    return Array.from({ length: repeatN }, (_, n) => ({
      id: newId('rollout'),
      groupId,
      taskIndex,
      runIndex: first + n,
      seed: deriveSeed(seed, groupId, first + n),
    }));
  });
}

async function findKnown(
  context: PipelineContext,
  key: string | undefined,
  specDigest: string,
): Promise<RolloutBatchCreated | undefined> {
  const row = key === undefined ? undefined : await findBatchByKey(context.pool, key);
  if (!row) return undefined;
  if (row.spec_digest === specDigest) {
    return { batchId: row.id, rollouts: await readPlaces(context.pool, row.id) };
  }
  throw new NexError('conflict', 'The idempotency key was used for another batch.', {
    where: 'idempotency-key',
    hint: 'Use a new key for a new batch.',
  });
}

async function check({ config, scripts }: PipelineContext, body: CreateRolloutBatch): Promise<void> {
  const { tasks, repeatN, evaluator, inference, stream } = body;
  if (tasks.length * repeatN > MAX_ROLLOUTS) {
    throw invalid(
      'repeatN',
      `${tasks.length} tasks with ${repeatN} rollouts each are more than ${MAX_ROLLOUTS}.`,
      'Make several batches.',
    );
  }
  const ids = new Set<string>();
  for (const [index, { taskId }] of tasks.entries()) {
    if (ids.has(taskId)) {
      throw invalid(
        `tasks[${index}].taskId`,
        `The task ${taskId} is named twice.`,
        'Ask for more runs by repeatN.',
      );
    }
    ids.add(taskId);
  }
  try {
    createEgressPolicy(config.modelEgress).checkUrl(inference.baseUrl);
  } catch (thrown) {
    if (!(thrown instanceof NexError)) throw thrown;
    throw invalid('inference.baseUrl', thrown.message, thrown.hint ?? 'Name another server.');
  }
  if (body.agent.own) checkOwn(config, body);
  if (stream && config.redisUrl === undefined) {
    throw invalid('stream', 'The pipeline has no Redis.', 'Set REDIS_URL, or lease the trajectories.');
  }
  checkVerifiers('evaluator', evaluator.verifiers);
  for (const [index, { verifiers = [] }] of tasks.entries()) checkVerifiers(`tasks[${index}]`, verifiers);
  const all = [evaluator.verifiers, ...tasks.map(({ verifiers = [] }) => verifiers)].flat();
  const reason = all.some(({ kind }) => kind === 'script') ? await scripts.unavailable() : undefined;
  if (reason !== undefined) throw invalid('evaluator.verifiers', 'Scripts cannot be run here.', reason);
}

function checkVerifiers(of: string, verifiers: readonly Verifier[]): void {
  for (const [place, verifier] of verifiers.entries()) {
    const fault = verifierFault(verifier);
    if (fault) throw invalid(`${of}.verifiers[${place}].${fault.where}`, fault.message, fault.hint);
  }
}

/** Nobody is at hand to begin these again, and nothing of the platform's saw what their agents did. */
function checkOwn(
  { runModelKeys }: PipelineContext['config'],
  { inference, evaluator, tasks, maxStaleness, onStale }: CreateRolloutBatch,
): void {
  if (inference.kind !== 'openai_chat_completion') {
    const hint = 'Name the OpenAI-compatible address of the same server.';
    throw invalid('inference.kind', 'Own agents ask OpenAI-compatible servers.', hint);
  }
  checkRunModelKey(runModelKeys, inference, 'inference');
  if (evaluator.verifiers.length > 0 || tasks.some(({ verifiers = [] }) => verifiers.length > 0)) {
    const hint = 'Give the reward at the end of the rollout, or name evaluator.groundTruth.';
    throw invalid('evaluator.verifiers', 'Verifiers cannot judge an agent of your own.', hint);
  }
  if (maxStaleness !== undefined && onStale === 'rerun') {
    const hint = 'Set onStale to "mark", and acknowledge what is too old as re-rollout.';
    throw invalid('onStale', 'The platform cannot run an agent of your own again.', hint);
  }
}

async function findBundle(
  { generator, runtime, storedBundles, callers }: PipelineContext,
  { frameworkId, frameworkDigest, files, own }: CreateRolloutBatch['agent'],
  signal: AbortSignal,
): Promise<string> {
  if (own) return '';
  if (files) {
    const key = `${callers.current().tenant} ${bundleDigest(files)}`;
    const known = storedBundles.get(key);
    if (known !== undefined) return known;
    const { digest } = await runtime.putBundle({ files }, { signal });
    if (storedBundles.size >= MOST_STORED) storedBundles.clear();
    storedBundles.set(key, digest);
    return digest;
  }
  if (frameworkDigest !== undefined) return frameworkDigest;
  const { framework } = await generator.getFramework({ id: frameworkId ?? '' }, { signal });
  if (framework && framework.digest !== '') return framework.digest;
  throw new NexError('conflict', `The framework ${frameworkId} is not ready.`, {
    where: 'agent.frameworkId',
    hint: 'Wait until it is ready, then create the batch again.',
  });
}

function invalid(where: string, message: string, hint: string): NexError {
  return new NexError('invalid_request', message, { where, hint });
}
