/** Follows the runs of a batch to their ends, and ends their rollouts, so many at a time. */
import { type WatchedEnd, watchRuns } from '@nex/rpc';
import pLimit from 'p-limit';
import type { RunTurns } from '../../runs/run-turns.ts';
import type { OpenRollout } from '../store/open-rollouts.ts';
import { endRun } from './end-rollout.ts';
import type { StartedRollout } from './start-rollouts.ts';
import type { RolloutWork } from './work.ts';

export interface Followers {
  /** Rollouts that are followed and have not ended. */
  readonly count: number;
  follow(started: readonly StartedRollout[]): void;
  /** Resolves when the next rollout has ended, or following failed. */
  next(): Promise<void>;
  throwIfFailed(): void;
  /** Resolves when nothing more is written; the work's signal must have aborted. */
  ended(): Promise<void>;
}

const ENDING_AT_A_TIME = 8;

export function startFollowers(work: RolloutWork, turns: RunTurns): Followers {
  const limit = pLimit(ENDING_AT_A_TIME);
  const open = new Map<string, OpenRollout>();
  const tasks = new Set<Promise<void>>();
  let failed: { thrown: unknown } | undefined;
  let woken = Promise.withResolvers<void>();
  const wake = () => {
    woken.resolve();
    woken = Promise.withResolvers();
  };
  const run = (task: () => Promise<void>) => {
    const working = task()
      .catch((thrown: unknown) => {
        failed ??= { thrown };
      })
      .finally(() => {
        tasks.delete(working);
        wake();
      });
    tasks.add(working);
  };
  const settle = (end: WatchedEnd) => {
    turns.end(end.runId, end);
    run(() =>
      limit(async () => {
        const rollout = open.get(end.runId);
        work.signal.throwIfAborted();
        if (rollout) await endRun(work, rollout, end);
        open.delete(end.runId);
      }),
    );
  };
  return {
    get count() {
      return open.size;
    },
    follow(started) {
      for (const { rollout, runId } of started) {
        open.set(runId, rollout);
        turns.assign(runId);
      }
      for (const { end } of started) if (end) settle(end);
      const running = started.flatMap(({ runId, end }) => (end ? [] : [runId]));
      if (running.length === 0) return;
      run(async () => {
        const { context, signal } = work;
        const ends = watchRuns(context.runtime, running, signal, { withTrajectories: true });
        for await (const end of ends) settle(end);
      });
    },
    next: () => woken.promise,
    throwIfFailed() {
      if (failed) throw failed.thrown;
    },
    async ended() {
      while (tasks.size > 0) await Promise.allSettled(tasks);
    },
  };
}
