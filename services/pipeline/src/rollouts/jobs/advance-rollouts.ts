/**
 * Keeps the rollouts of a batch under way until each has ended: begins what may begin, follows what runs, closes groups
 * whose time is over. Everything that it knows is in rows, so that another worker goes on where this one was killed.
 * Between two steps it sleeps until a run ends, a bell rings, or a group's time is over.
 */
import { NexError, PLATFORM, toNexError } from '@nex/core';
import type { Lane } from '@nex/llm';
import { isAway } from '@nex/rpc';
import { inSpan, SpanKind } from '@nex/telemetry';
import type { PipelineContext } from '../../context.ts';
import { RunTurns } from '../../runs/run-turns.ts';
import { Superseded } from '../../store/fence.ts';
import { batchBell, type Ear, LOOK_EVERY_MS, modelBell } from '../bell.ts';
import { finishBatch, togetherUnderBatchClaim, withBatchClaim } from '../store/batch-claim.ts';
import { type BatchRow, claimBatch } from '../store/batch-row.ts';
import {
  beginNext,
  begunOf,
  type OpenRollout,
  readOutlook,
  readOverdue,
  readRunning,
} from '../store/open-rollouts.ts';
import { cancelRollouts, closeOverdue } from './close-rollouts.ts';
import { failRollout } from './end-rollout.ts';
import { type Followers, startFollowers } from './followers.ts';
import { startRollouts } from './start-rollouts.ts';
import { isStreamed, streamGroups } from './stream-groups.ts';
import type { RolloutWork } from './work.ts';

const MAX_STARTS = 64;

/** Throws when the batch should be tried again; ends quietly when it is terminal or another worker has it. */
export async function advanceRollouts(
  context: PipelineContext,
  batchId: string,
  shutdown: AbortSignal,
): Promise<void> {
  const batch = await claimBatch(context.pool, batchId);
  if (batch) await workOn(context, batch, shutdown);
}

/** The same for a batch that is claimed. @param known Of its rows, as they are now. */
export async function workOn(
  context: PipelineContext,
  batch: BatchRow,
  shutdown: AbortSignal,
  known?: Known,
): Promise<void> {
  const attributes = { 'nex.rollout_batch.id': batch.id };
  await inSpan(
    'rollouts.advance',
    { kind: SpanKind.CONSUMER, traceparent: batch.traceparent, attributes },
    () =>
      context.callers.run({ tenant: batch.tenant, actor: PLATFORM }, () =>
        advanceClaimed(context, batch, shutdown, known),
      ),
  );
}

async function advanceClaimed(
  context: PipelineContext,
  batch: BatchRow,
  shutdown: AbortSignal,
  known: Known | undefined,
): Promise<void> {
  const claim = { batchId: batch.id, fence: batch.fence };
  const stop = new AbortController();
  const work: RolloutWork = {
    context,
    batch,
    signal: AbortSignal.any([stop.signal, shutdown]),
    write: (write) => withBatchClaim(context.pool, claim, write),
    writeTogether: (queries) => togetherUnderBatchClaim(context.pool, claim, queries),
  };
  const { baseUrl, model } = batch.spec.inference;
  const lane = context.runLanes.of(new URL(baseUrl).host, model);
  using turns = new RunTurns(lane);
  const followers = startFollowers(work, turns);
  using ear = context.bell.open(batchBell(batch.id), modelBell(batch.model_tag));
  const means: StepMeans = { lane, turns, ear, known, readAt: Date.now() };
  try {
    // Nothing runs of what nobody took up before.
    if (!known && batch.fence > 1 && !batch.spec.own)
      await takeUp(work, followers, await readRunning(context.pool, batch.id));
    while (await step(work, followers, means));
  } catch (thrown) {
    if (thrown instanceof Superseded) return;
    if (shutdown.aborted) throw new NexError('cancelled', 'The service is shutting down.');
    throw thrown;
  } finally {
    stop.abort();
    await followers.ended();
  }
}

/** What the rows say as long as no bell rings: all other changes of them are this worker's own. */
export interface Known {
  queued: number;
  /** When the next group's time is over, in ms since 1970; absent when no clock runs. */
  deadline?: number;
}

interface StepMeans {
  lane: Lane;
  turns: RunTurns;
  ear: Ear;
  /** Absent: the rows must be read. */
  known: Known | undefined;
  /** When they were, in ms since 1970. */
  readAt: number;
}

/** False when there is nothing more to do. */
async function step(work: RolloutWork, followers: Followers, means: StepMeans): Promise<boolean> {
  const { context, batch, signal } = work;
  const { lane, turns, ear } = means;
  const claim = { batchId: batch.id, fence: batch.fence };
  const streamed = isStreamed(work);
  const ended = followers.next();
  followers.throwIfFailed();
  signal.throwIfAborted();
  await streamGroups(work);
  // A ring may be lost, and an agent of the trainer's own begins and ends its rollouts itself.
  const isOld = Date.now() - means.readAt > LOOK_EVERY_MS;
  if (ear.take() || isOld || batch.spec.own) means.known = undefined;
  let { known } = means;
  if (!known) {
    means.readAt = Date.now();
    const outlook = await readOutlook(context.pool, batch.id);
    if (outlook?.state !== 'running' || outlook.fence !== batch.fence) throw new Superseded();
    if (outlook.cancel_requested) {
      await cancelRollouts(work);
      return !(await finishBatch(context.pool, claim, 'cancelled', { streamed }));
    }
    const { queued, running, deadline_ms: deadlineMs } = outlook;
    if (queued + running === 0) return !(await finishBatch(context.pool, claim, 'completed', { streamed }));
    known = { queued, ...(deadlineMs !== null && { deadline: Date.now() + deadlineMs }) };
    means.known = known;
  } else if (known.queued + followers.count === 0) {
    means.known = undefined;
    return !(await finishBatch(context.pool, claim, 'completed', { streamed }));
  }
  const leftMs = known.deadline === undefined ? LOOK_EVERY_MS : known.deadline - Date.now();
  if (leftMs <= 0) {
    means.known = undefined;
    await closeOverdue(work, await readOverdue(context.pool, batch.id));
    return true;
  }
  const mayStart = batch.spec.own ? 0 : batch.spec.concurrency - followers.count;
  const wanted = Math.min(mayStart, MAX_STARTS, known.queued);
  const room = Promise.withResolvers<void>();
  using _room = lane.onRoom(room.resolve);
  const free = turns.reserve(Math.max(0, wanted));
  turns.keep(free);
  if (free > 0) {
    const begun = begunOf(await work.writeTogether(beginNext(batch, free)));
    const deadline = Math.min(
      known.deadline ?? Number.POSITIVE_INFINITY,
      Date.now() + batch.spec.groupTimeoutMs,
    );
    means.known = { queued: known.queued - begun.length, deadline };
    await takeUp(work, followers, begun);
    turns.release();
    if (begun.length > 0) return true;
    // It is paused, or others have changed the rows.
    means.known = undefined;
  }
  await Promise.race([...(wanted > free ? [room.promise] : []), ended, ear.next(leftMs, signal)]);
  return true;
}

/** Runs that cannot be made are failures of their rollouts: one by one, so that each has its own. */
async function takeUp(
  work: RolloutWork,
  followers: Followers,
  rollouts: readonly OpenRollout[],
): Promise<void> {
  if (rollouts.length === 0) return;
  try {
    followers.follow(await startRollouts(work, rollouts));
  } catch (thrown) {
    work.signal.throwIfAborted();
    if (!(thrown instanceof NexError) || isAway(thrown) || thrown.code === 'internal') throw thrown;
    const [only] = rollouts;
    if (rollouts.length > 1) {
      for (const rollout of rollouts) await takeUp(work, followers, [rollout]);
    } else if (only) await failRollout(work, only, toNexError(thrown).toFailure());
  }
}
