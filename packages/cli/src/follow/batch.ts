/** Follows a batch to its end. */
import type { Client } from '@nex/client';
import { type FrameworkBatch, NexError } from '@nex/core';
import type { Progress } from '../output/progress.ts';

/** The batch at its end, also when it was cancelled. Throws its failure. */
export async function followBatch(
  client: Client,
  id: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<FrameworkBatch> {
  let last: FrameworkBatch | undefined;
  for await (const batch of client.frameworkBatches.events(id, { signal })) {
    last = batch;
    const { counts, state } = batch;
    progress.update([
      {
        name: 'frameworks',
        state: state === 'completed' ? 'done' : state === 'queued' || state === 'running' ? state : 'failed',
        done: batch.asked - counts.waiting - counts.generating - counts.ready,
        total: batch.asked,
        startedAt: batch.createdAt,
        finishedAt: batch.finishedAt,
      },
    ]);
  }
  if (last?.failure) throw NexError.fromFailure(last.failure as never);
  if (last) return last;
  throw new NexError('unavailable', 'The platform sent nothing of the batch.', { where: id });
}
