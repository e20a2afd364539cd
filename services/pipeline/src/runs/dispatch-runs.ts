/**
 * Keeps a bounded number of runs in flight until every run of the build is terminal. The idempotency key names the
 * build, query, sample and attempt, so asking again after a crash gives the run that is already there. A run that ended
 * by a fault that may pass is made again after a pause; all of this is in rows, so a successor goes on with it.
 */
import { setTimeout } from 'node:timers/promises';
import { endOf, type RunEnd, watchRuns } from '@nex/rpc';
import type { StageWork } from '../stages/stage.ts';
import { readUnfinishedRuns, type UnfinishedRun } from '../store/query-runs.ts';
import { noteDispatched, noteEnded, noteStarted, type RetryRule } from '../store/run-attempts.ts';
import { createRuns } from './create-runs.ts';
import { RunQueue } from './run-queue.ts';

const MAX_BATCH = 64;
const DEFAULT_RETRIES = 2;

/** Writes each run's start and end as it happens. */
export async function dispatchRuns(given: StageWork): Promise<void> {
  const stop = new AbortController();
  const work = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) };
  const { signal, build } = work;
  const unfinished = await readUnfinishedRuns(work.pool, build.id);
  const queue = new RunQueue(unfinished.filter((row) => row.run_id === null));
  const inFlight = new Map<string, UnfinishedRun>();
  const followers = new Set<Promise<void>>();
  let failed: { thrown: unknown } | undefined;
  let wake = Promise.withResolvers<void>();
  const settle = async (row: UnfinishedRun, end: RunEnd) => {
    const again = await work.write((tx) => noteEnded(tx, end, retryRule(work)));
    if (again) queue.add({ ...row, ...again, run_id: null });
    inFlight.delete(end.runId);
    wake.resolve();
  };
  const follow = (rows: ReadonlyMap<string, UnfinishedRun>) => {
    for (const [id, row] of rows) inFlight.set(id, row);
    const follower = (async () => {
      for await (const end of watchRuns(work.runtime, [...rows.keys()], signal)) {
        const row = inFlight.get(end.runId);
        if (row) await settle(row, end);
      }
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
    const running = unfinished.flatMap((row) => (row.run_id === null ? [] : [[row.run_id, row] as const]));
    if (running.length > 0) follow(new Map(running));
    while (queue.size > 0 || inFlight.size > 0) {
      if (failed) throw failed.thrown;
      signal.throwIfAborted();
      const free = Math.max(0, build.spec.concurrency - inFlight.size);
      const batch = queue.take(Math.min(free, MAX_BATCH), Date.now());
      if (batch.length > 0) {
        const started = await start(work, batch);
        follow(started.running);
        for (const { row, end } of started.ended) await settle(row, end);
      } else {
        await somethingNew(wake.promise, free > 0 ? queue.dueInMs(Date.now()) : undefined, signal);
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    stop.abort();
    await Promise.allSettled(followers);
  }
}

function retryRule({ build, retryDelayMs }: StageWork): RetryRule {
  return { retries: build.spec.retries ?? DEFAULT_RETRIES, delayMs: retryDelayMs };
}

interface Started {
  running: Map<string, UnfinishedRun>;
  ended: { row: UnfinishedRun; end: RunEnd }[];
}

/** Creates a batch of runs: by id those that are at work, and those that have ended already. */
async function start(work: StageWork, batch: readonly UnfinishedRun[]): Promise<Started> {
  await work.write((tx) => noteDispatched(tx, batch));
  const created = (await createRuns(work, batch)).map((run, index) => ({
    run,
    row: batch[index] as UnfinishedRun,
  }));
  await work.write((tx) =>
    noteStarted(
      tx,
      created.map(({ run, row }) => ({
        queryId: row.query_id,
        sampleIndex: row.sample_index,
        runId: run.id,
        traceId: run.traceId,
      })),
    ),
  );
  const ended = created.flatMap(({ run, row }) => {
    const end = endOf(run);
    return end ? [{ row, end }] : [];
  });
  const running = created.flatMap(({ run, row }) => (endOf(run) ? [] : [[run.id, row] as const]));
  return { running: new Map(running), ended };
}

/** Resolves at the wake-up, or when so much time has passed. Throws when the signal aborts. */
async function somethingNew(
  wake: Promise<void>,
  withinMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (withinMs === undefined) return wake;
  const done = new AbortController();
  try {
    await Promise.race([
      wake,
      setTimeout(withinMs, undefined, { signal: AbortSignal.any([signal, done.signal]) }),
    ]);
  } finally {
    done.abort();
  }
}
