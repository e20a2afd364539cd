/** Snapshots of a build: one at once, one after each change, the last one terminal. */
import type { PipelineContext } from '../context.ts';
import { readSnapshot, readVersion, type Snapshot } from '../store/snapshots.ts';
import { noSuchBuild } from './get-build.ts';

/** Changes that another process made are seen within this time. */
const LOOK_EVERY_MS = 1000;
const TERMINAL = new Set(['completed', 'failed', 'cancelled']);

/** Versions only grow. Throws `not_found`. Ends when the signal aborts. */
export async function* watchBuild(
  { pool, events }: PipelineContext,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Snapshot> {
  let seen = -1;
  while (!signal.aborted) {
    const changed = events.next(id, LOOK_EVERY_MS, signal);
    const version = await readVersion(pool, id);
    if (version === undefined) throw noSuchBuild(id);
    if (version > seen) {
      const snapshot = await readSnapshot(pool, id);
      if (!snapshot) throw noSuchBuild(id);
      seen = snapshot.version;
      yield snapshot;
      if (TERMINAL.has(snapshot.build.state)) return;
    }
    await changed;
  }
}
