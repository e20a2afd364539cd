/**
 * Ends the runs of a cancelled build: those that the runtime may have are cancelled there, the others here. A run
 * that was asked for without its id having come back is asked for again, which names it, and then cancelled; one that the
 * runtime refuses to make is not there.
 */
import { NexError, NO_USAGE } from '@nex/core';
import type { Pool, Queryable } from '@nex/postgres';
import { type Client, endOf, isAway, type Run, type RuntimeService, retrying } from '@nex/rpc';
import pLimit from 'p-limit';
import type { BuildRow } from '../store/build-row.ts';
import { cancelUndispatched, readUnfinishedRuns, type UnfinishedRun } from '../store/query-runs.ts';
import { NO_RETRY, noteEnded, noteRefused, noteStarted } from '../store/run-attempts.ts';
import { createRuns } from './create-runs.ts';

const CONCURRENCY = 16;

export interface CancelWork {
  pool: Pool;
  build: BuildRow;
  runtime: Pick<Client<typeof RuntimeService>, 'cancelRun' | 'createRuns'>;
  signal: AbortSignal;
  write<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
}

/** A run that the runtime does not know counts as cancelled. Throws when the runtime stays away. */
export async function cancelRuns(work: CancelWork): Promise<void> {
  const { pool, build, write } = work;
  await write((tx) => cancelUndispatched(tx, build.id));
  const open = await readUnfinishedRuns(pool, build.id);
  await pLimit(CONCURRENCY).map(open, (row) => cancelOne(work, row));
}

async function cancelOne(work: CancelWork, row: UnfinishedRun): Promise<void> {
  const { runtime, signal, write } = work;
  const id = row.run_id ?? (await nameRun(work, row));
  if (id === undefined) return;
  const run = await unlessUnknown(() => retrying(signal, () => runtime.cancelRun({ id }, { signal })));
  const end = run?.run && endOf(run.run);
  await write((tx) =>
    noteEnded(
      tx,
      end ?? {
        runId: id,
        state: 'cancelled',
        stopReason: 'cancelled',
        traceId: run?.run?.traceId ?? '',
        usage: NO_USAGE,
      },
      NO_RETRY,
    ),
  );
}

/** `undefined` when the runtime refuses it: the row has ended then. */
async function nameRun(work: CancelWork, row: UnfinishedRun): Promise<string | undefined> {
  const run = await askAgain(work, row);
  if (!run) return undefined;
  const { query_id: queryId, sample_index: sampleIndex } = row;
  await work.write((tx) => noteStarted(tx, [{ queryId, sampleIndex, runId: run.id, traceId: run.traceId }]));
  return run.id;
}

async function askAgain(work: CancelWork, row: UnfinishedRun): Promise<Run | undefined> {
  try {
    return (await createRuns(work, [row]))[0];
  } catch (thrown) {
    // After a fault of the runtime the run may be there: it is asked for once more.
    const refused = thrown instanceof NexError && !isAway(thrown) && thrown.code !== 'internal';
    if (!refused || work.signal.aborted) throw thrown;
    await work.write((tx) => noteRefused(tx, row, thrown.toFailure()));
    return undefined;
  }
}

async function unlessUnknown<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof NexError && thrown.code === 'not_found') return undefined;
    throw thrown;
  }
}
