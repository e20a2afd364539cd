/**
 * What beats while a worker is at a build: shows progress to watchers at most four times a second, notices the wish
 * to cancel and a newer claim, and turns each into an abort of the work; hands on what else is wished for.
 */
import type { PipelineContext } from '../context.ts';
import type { BuildControl } from '../control/build-control.ts';
import type { Stage } from '../stages/stage.ts';
import { beat } from '../store/build-state.ts';
import { type Claim, withClaim } from '../store/claim.ts';
import { Superseded } from '../store/fence.ts';
import { countStage } from '../store/stages.ts';

/** Somebody asked for the build to be cancelled. */
export class CancelRequested extends Error {
  override readonly name = 'CancelRequested';
}

const BEAT_MS = 250;
/** Without changes, every so many beats look at the row; at once when this process knows of a wish. */
const IDLE_BEATS = 3;

export interface Heart extends AsyncDisposable {
  /** Aborts with `CancelRequested`, `Superseded`, or the reason of the shutdown. */
  signal: AbortSignal;
  /** The stage whose counts are shown from now on. */
  enter(stage: Stage): void;
  /** Something was written. */
  touch(): void;
  /** Why the work stopped: the abort's reason if there was one, else what was thrown. */
  reasonOf(thrown: unknown): unknown;
  /** Resolves when nothing more is written. Idempotent. */
  stop(): Promise<void>;
}

export function startHeart(
  { pool, events, scorers, logger }: PipelineContext,
  claim: Claim,
  control: BuildControl,
  shutdown: AbortSignal,
): Heart {
  const own = new AbortController();
  const stopped = new AbortController();
  let stage: Stage | undefined;
  let touched = false;

  const show = async () => {
    touched = false;
    const current = stage;
    if (current) {
      await withClaim(pool, claim, async (tx) => {
        await countStage(tx, claim.buildId, current.name, await current.count(tx, claim.buildId, scorers));
      });
    }
  };
  const once = async () => {
    const changed = touched;
    if (changed) await show();
    const row = await beat(pool, claim, changed ? control.width : undefined);
    if (changed) events.changed(claim.buildId);
    if (!row) own.abort(new Superseded());
    else if (row.cancel_requested) own.abort(new CancelRequested());
    else {
      const { pause_requested: pauseRequested, concurrency, budget } = row;
      control.set({ pauseRequested, concurrency, budget: budget ?? undefined });
    }
  };
  const failed = (thrown: unknown) => {
    if (thrown instanceof Superseded) own.abort(thrown);
    else logger.warn({ err: thrown, buildId: claim.buildId }, 'a heartbeat failed');
  };
  const run = async () => {
    for (let idle = 0; !stopped.signal.aborted && !own.signal.aborted; ) {
      const woken = await events.next(claim.buildId, BEAT_MS, stopped.signal);
      if (stopped.signal.aborted) return;
      idle = touched || woken ? 0 : idle + 1;
      if (!touched && idle % IDLE_BEATS !== 0) continue;
      await once().catch(failed);
    }
  };
  const running = run();
  const stop = async () => {
    stopped.abort();
    await running;
    // A stage that stops half-way shows all that it did.
    if (touched) await show().catch(failed);
  };
  return {
    signal: AbortSignal.any([own.signal, shutdown]),
    enter: (next) => {
      stage = next;
    },
    touch: () => {
      touched = true;
    },
    reasonOf: (thrown) => (own.signal.aborted ? own.signal.reason : thrown),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
