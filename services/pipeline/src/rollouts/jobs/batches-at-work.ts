/**
 * Batches that this process took in and works on at once, without a job of the queue: for a batch of few rollouts a job costs
 * as much as the rest. Their rows say so for a while, again and again; a batch whose process is gone gets a job.
 */
import { NexError } from '@nex/core';
import type { PipelineContext } from '../../context.ts';
import { type BatchRow, lapsedBatches, renewWork, WORK_RENEWAL_MS } from '../store/batch-row.ts';
import { type Known, workOn } from './advance-rollouts.ts';
import { enqueueRollouts } from './enqueue-rollouts.ts';

const MOST_AT_A_TIME = 256;

export interface BatchesAtWork extends AsyncDisposable {
  readonly hasRoom: boolean;
  /** A batch that was stored as one at work. */
  begin(batch: BatchRow, known: Known): void;
}

/** Disposing gives what is under way to the queue. */
export function startBatchesAtWork(context: PipelineContext): BatchesAtWork {
  const { pool, queue, logger } = context;
  const closing = new AbortController();
  const working = new Map<string, Promise<void>>();
  const work = async (batch: BatchRow, known: Known) => {
    try {
      await workOn(context, batch, closing.signal, known);
    } catch (thrown) {
      if (!(thrown instanceof NexError && thrown.code === 'cancelled')) {
        logger.warn({ err: thrown, batchId: batch.id }, 'a try at a batch of rollouts ended early');
      }
      await enqueueRollouts(queue, [batch]).catch(() => {});
    } finally {
      working.delete(batch.id);
    }
  };
  const tick = async () => {
    if (working.size > 0) await renewWork(pool, [...working.keys()]);
    await enqueueRollouts(queue, await lapsedBatches(pool));
  };
  let ticking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    ticking = tick().catch((err: unknown) =>
      logger.warn({ err }, 'batches at work could not be looked after'),
    );
  }, WORK_RENEWAL_MS);
  return {
    get hasRoom() {
      return working.size < MOST_AT_A_TIME && !closing.signal.aborted;
    },
    begin(batch, known) {
      working.set(batch.id, work(batch, known));
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      clearInterval(timer);
      await Promise.all([ticking, ...working.values()]);
    },
  };
}
