/**
 * Keeps a bounded number of runs in flight until every run of the build is terminal. The idempotency key names the
 * build, query, sample and attempt, so asking again after a crash gives the run that is already there. A run that ended
 * by a fault that may pass is made again after a pause. Before a run is dispatched, its share of the budget is set aside.
 * All of this is in rows, so a successor goes on with it.
 */
import { setTimeout } from 'node:timers/promises';
import { mayPass } from '@nex/core';
import type { Lane } from '@nex/llm';
import { endOf, type RunEnd, watchRuns } from '@nex/rpc';
import { amountOf } from '../budget/amount.ts';
import type { Hold } from '../budget/ledger.ts';
import { RunShares, shareOf } from '../budget/run-shares.ts';
import { RunningMean } from '../budget/running-mean.ts';
import { BuildPaused } from '../control/build-paused.ts';
import { checkPriced, usedUp } from '../control/governed-model.ts';
import type { StageWork } from '../stages/stage.ts';
import { cancelUndispatched, readUnfinishedRuns, type UnfinishedRun } from '../store/query-runs.ts';
import { noteDispatched, noteEnded, noteStarted, type RetryRule } from '../store/run-attempts.ts';
import { readAccount } from '../store/spending.ts';
import { createRuns } from './create-runs.ts';
import { RunQueue } from './run-queue.ts';
import { RunTurns } from './run-turns.ts';

const MAX_BATCH = 64;
const DEFAULT_RETRIES = 2;

/** A run that has its share. */
interface Granted {
  row: UnfinishedRun;
  hold: Hold;
}

/** Writes each run's start and end as it happens. Throws `BuildPaused` when all that was begun has ended. */
export async function dispatchRuns(given: StageWork, lane: Lane): Promise<void> {
  const stop = new AbortController();
  const work = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) };
  const { signal, build, control } = work;
  const unfinished = await readUnfinishedRuns(work.pool, build.id);
  const queue = new RunQueue(unfinished.filter((row) => row.run_id === null));
  const { mean, shares } = await openShares(work);
  using turns = new RunTurns(lane);
  control.follow(lane);
  const inFlight = new Map<string, Granted>();
  const followers = new Set<Promise<void>>();
  let failed: { thrown: unknown } | undefined;
  let wake = Promise.withResolvers<void>();
  const settle = async ({ row, hold }: Granted, end: RunEnd) => {
    const again = await work.write((tx) => noteEnded(tx, end, retryRule(work)));
    const used = amountOf(end.usage);
    hold.settle(used);
    if (!mayPass(end) && end.state !== 'cancelled') mean.add(used);
    if (again) queue.add({ ...row, ...again, run_id: null, reserved_tokens: null, reserved_cost_usd: null });
    inFlight.delete(end.runId);
    turns.end(end.runId, end);
    wake.resolve();
    checkPriced(control, end.usage);
  };
  const follow = (runs: ReadonlyMap<string, Granted>) => {
    if (runs.size === 0) return;
    for (const [id, granted] of runs) {
      inFlight.set(id, granted);
      turns.assign(id);
    }
    const follower = (async () => {
      for await (const end of watchRuns(work.runtime, [...runs.keys()], signal)) {
        const granted = inFlight.get(end.runId);
        if (granted) await settle(granted, end);
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
  using _looks = control.onLook(() => wake.resolve());
  using _room = lane.onRoom(() => wake.resolve());
  try {
    const running = unfinished.flatMap((row) =>
      row.run_id === null ? [] : [[row.run_id, { row, hold: shares.takeAgain(shareOf(row)) }] as const],
    );
    follow(new Map(running));
    while (queue.size > 0 || inFlight.size > 0) {
      if (failed) throw failed.thrown;
      signal.throwIfAborted();
      const free = control.pausing ? 0 : Math.max(0, control.concurrency - inFlight.size);
      const atMost = turns.reserve(Math.min(free, MAX_BATCH, queue.size));
      const { batch, poor } = grant(queue, shares, atMost);
      turns.keep(batch.length);
      if (batch.length > 0) {
        const started = await start(work, batch);
        follow(started.running);
        for (const { granted, end } of started.ended) await settle(granted, end);
        turns.release();
      } else if (inFlight.size === 0 && control.pausing) {
        throw new BuildPaused('asked');
      } else if (inFlight.size === 0 && poor) {
        return await goWithout(work);
      } else {
        // Where a place, a turn or money is wanting, time brings none.
        const waitsForTime = atMost > 0 && !poor;
        await somethingNew(wake.promise, waitsForTime ? queue.dueInMs(Date.now()) : undefined, signal);
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    stop.abort();
    await Promise.allSettled(followers);
  }
}

async function openShares({ pool, build, control, ledger }: StageWork) {
  const { runs } = await readAccount(pool, build.id);
  const mean = new RunningMean(runs.count, runs.used);
  const concurrency = () => control.concurrency;
  return { mean, shares: new RunShares({ ledger, mean, limits: build.spec.limits, concurrency }) };
}

/** The next runs with their shares. `poor`: one more was ready, and too little is left for it. */
function grant(queue: RunQueue, shares: RunShares, atMost: number): { batch: Granted[]; poor: boolean } {
  const batch: Granted[] = [];
  while (batch.length < atMost) {
    const row = queue.next(Date.now());
    if (!row) break;
    const before = shareOf(row);
    if (before.tokens !== undefined || before.costUsd !== undefined) {
      batch.push({ row, hold: shares.takeAgain(before) });
      continue;
    }
    const taken = shares.tryTake();
    if (!taken) {
      queue.putBack(row);
      return { batch, poor: true };
    }
    const { tokens = null, costUsd = null } = taken.share;
    batch.push({ row: { ...row, reserved_tokens: tokens, reserved_cost_usd: costUsd }, hold: taken.hold });
  }
  return { batch, poor: false };
}

/** Nothing is in flight, and the budget holds no further run. */
async function goWithout({ build, control, write }: StageWork): Promise<void> {
  const thrown = usedUp(control);
  if (thrown instanceof BuildPaused) throw thrown;
  await write((tx) => cancelUndispatched(tx, build.id, 'budget'));
}

function retryRule({ build, retryDelayMs }: StageWork): RetryRule {
  return { retries: build.spec.retries ?? DEFAULT_RETRIES, delayMs: retryDelayMs };
}

interface Started {
  running: Map<string, Granted>;
  ended: { granted: Granted; end: RunEnd }[];
}

/** Creates a batch of runs: by id those that are at work, and those that have ended already. */
async function start(work: StageWork, batch: readonly Granted[]): Promise<Started> {
  const rows = batch.map(({ row }) => row);
  await work.write((tx) => noteDispatched(tx, rows));
  const created = await createRuns(work, rows);
  await work.write((tx) =>
    noteStarted(
      tx,
      created.map((run, index) => ({
        queryId: rows[index]?.query_id ?? '',
        sampleIndex: rows[index]?.sample_index ?? 0,
        runId: run.id,
        traceId: run.traceId,
      })),
    ),
  );
  const started: Started = { running: new Map(), ended: [] };
  for (const [index, run] of created.entries()) {
    const granted = batch[index] as Granted;
    const end = endOf(run);
    if (end) started.ended.push({ granted, end });
    else started.running.set(run.id, granted);
  }
  return started;
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
