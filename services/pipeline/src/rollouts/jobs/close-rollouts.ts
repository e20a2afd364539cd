/** Rollouts that nobody waits for any more: their runs are cancelled at the runtime. */
import { NexError } from '@nex/core';
import { retrying } from '@nex/rpc';
import pLimit from 'p-limit';
import { cancelOpen, readCancelledRuns } from '../store/cancel.ts';
import { type OpenRollout, readRunning } from '../store/open-rollouts.ts';
import { failRollout } from './end-rollout.ts';
import { startRollouts } from './start-rollouts.ts';
import type { RolloutWork } from './work.ts';

const CONCURRENCY = 16;

/** Closes the open rollouts of groups whose time is over, as failed. */
export async function closeOverdue(work: RolloutWork, overdue: readonly OpenRollout[]): Promise<void> {
  const message = `The group was not complete after ${work.batch.spec.groupTimeoutMs} ms.`;
  await pLimit(CONCURRENCY).map([...overdue], async (rollout) => {
    await failRollout(work, rollout, { code: 'timeout', message, where: 'groupTimeoutMs' });
    if (rollout.run_id !== null) await cancelRun(work, rollout.run_id);
  });
}

/**
 * Gives up what is open. A run that was asked for without its id having come back is asked for again, which names it;
 * rollouts are given up before their runs are cancelled, so that those ends are not taken for results.
 */
export async function cancelRollouts(work: RolloutWork): Promise<void> {
  const { context, batch } = work;
  const running = await readRunning(context.pool, batch.id);
  const unnamed = running.filter(({ run_id: runId }) => runId === null);
  if (unnamed.length > 0 && !batch.spec.own) await startRollouts(work, unnamed);
  await work.write((tx) => cancelOpen(tx, batch.id));
  const runIds = await readCancelledRuns(context.pool, batch.id);
  await pLimit(CONCURRENCY).map(runIds, (id) => cancelRun(work, id));
}

/** One that the runtime does not know, or that has ended, is cancelled enough. */
async function cancelRun({ context, signal }: RolloutWork, id: string): Promise<void> {
  try {
    await retrying(signal, () => context.runtime.cancelRun({ id }, { signal }));
  } catch (thrown) {
    if (thrown instanceof NexError && (thrown.code === 'not_found' || thrown.code === 'conflict')) return;
    throw thrown;
  }
}
