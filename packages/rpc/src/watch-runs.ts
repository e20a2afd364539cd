/** Follows runs to their ends. A stream that breaks is opened again for the runs that are still open. */
import { setTimeout } from 'node:timers/promises';
import type { RuntimeService } from '../gen/nex/v1/runtime_pb.js';
import type { Client } from './define.ts';
import { isAway, PATIENCE } from './retrying.ts';
import { endOf, type RunEnd } from './run-end.ts';

export interface WatchedEnd extends RunEnd {
  /** As GetTrajectory gives them, where they were asked for and came along. */
  read?: { trajectoryJson: string; tokensJson: string };
}

/** Yields the end of each run once, in the order of ending. Throws when the runtime stays away. */
export async function* watchRuns(
  runtime: Pick<Client<typeof RuntimeService>, 'watchRuns'>,
  ids: readonly string[],
  signal: AbortSignal,
  { patience = PATIENCE, withTrajectories = false } = {},
): AsyncGenerator<WatchedEnd> {
  const open = new Set(ids);
  let pauseMs = patience.firstPauseMs;
  let heardAt = Date.now();
  while (open.size > 0) {
    try {
      const ends = runtime.watchRuns({ ids: [...open], withTrajectories }, { signal });
      for await (const { run, trajectoryJson, tokensJson } of ends) {
        const end = run && endOf(run);
        heardAt = Date.now();
        pauseMs = patience.firstPauseMs;
        if (!end || !open.delete(end.runId)) continue;
        yield trajectoryJson === '' ? end : { ...end, read: { trajectoryJson, tokensJson } };
      }
    } catch (thrown) {
      signal.throwIfAborted();
      if (!isAway(thrown) || Date.now() - heardAt > patience.giveUpAfterMs) throw thrown;
    }
    if (open.size === 0) return;
    await setTimeout(pauseMs, undefined, { signal });
    pauseMs = Math.min(pauseMs * 2, patience.longestPauseMs);
  }
}
