/**
 * Keeps a bounded number of runs in flight until every run of the build is terminal. The idempotency key names the
 * build, query and sample, so asking again after a crash gives the run that is already there.
 */
import { endOf, type RunEnd, watchRuns } from '@nex/rpc';
import type { StageWork } from '../stages/stage.ts';
import {
  noteDispatched,
  noteEnded,
  noteStarted,
  readUnfinishedRuns,
  type UnfinishedRun,
} from '../store/query-runs.ts';
import { createRuns } from './create-runs.ts';

const MAX_BATCH = 64;

/** Writes each run's start and end as it happens. */
export async function dispatchRuns(work: StageWork): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([work.signal, stop.signal]);
  const unfinished = await readUnfinishedRuns(work.pool, work.build.id);
  const waiting = unfinished.filter((row) => row.run_id === null);
  const followers = new Set<Promise<void>>();
  let inFlight = 0;
  let failed: { thrown: unknown } | undefined;
  let wake = Promise.withResolvers<void>();
  const settle = async (end: RunEnd) => {
    await work.write((tx) => noteEnded(tx, end));
    inFlight -= 1;
    wake.resolve();
  };
  const follow = (ids: readonly string[]) => {
    inFlight += ids.length;
    const follower = (async () => {
      for await (const end of watchRuns(work.runtime, ids, signal)) await settle(end);
    })();
    followers.add(follower);
    follower.then(
      () => followers.delete(follower),
      (thrown: unknown) => {
        failed ??= { thrown };
        wake.resolve();
      },
    );
  };
  try {
    const running = unfinished.flatMap((row) => (row.run_id === null ? [] : [row.run_id]));
    if (running.length > 0) follow(running);
    while (waiting.length > 0 || inFlight > 0) {
      if (failed) throw failed.thrown;
      signal.throwIfAborted();
      const free = Math.max(0, work.build.spec.concurrency - inFlight);
      const batch = waiting.splice(0, Math.min(free, MAX_BATCH));
      if (batch.length > 0) {
        const open = await start({ ...work, signal }, batch);
        if (open.length > 0) follow(open);
      } else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    stop.abort();
    await Promise.allSettled(followers);
  }
}

/** Creates a batch of runs; the ids of those that have not ended yet. */
async function start(work: StageWork, batch: readonly UnfinishedRun[]): Promise<string[]> {
  await work.write((tx) => noteDispatched(tx, batch));
  const created = await createRuns(work, batch);
  const ends = created.map(endOf).filter((end) => end !== undefined);
  await work.write(async (tx) => {
    await noteStarted(
      tx,
      created.map((run, index) => ({
        queryId: batch[index]?.query_id ?? '',
        sampleIndex: batch[index]?.sample_index ?? 0,
        runId: run.id,
        traceId: run.traceId,
      })),
    );
    for (const end of ends) await noteEnded(tx, end);
  });
  return created.filter((run) => endOf(run) === undefined).map((run) => run.id);
}
