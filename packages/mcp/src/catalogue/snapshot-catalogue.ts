/** Takes the snapshot of every server of the catalogue by starting it. */

import { liveTools } from './live-tools.ts';
import type { Catalogue } from './load.ts';
import { compareSnapshots, type Drift, writeSnapshot } from './snapshot.ts';

export interface SnapshotRow {
  name: string;
  tools: number;
  digest: string;
  /** A snapshot that is the same is not written again. */
  change: 'new' | 'changed' | 'same';
  /** What changed against the snapshot that was there. */
  drift: Drift | undefined;
}

/** Writes `snapshots/<server>.json` for each entry, one server at a time. Throws at the first that cannot start. */
export async function snapshotCatalogue(
  catalogue: Catalogue,
  options: { signal: AbortSignal },
): Promise<SnapshotRow[]> {
  const rows: SnapshotRow[] = [];
  for (const server of catalogue.entries) {
    const { snapshot } = await liveTools(server, { signal: options.signal, path: catalogue.path });
    const { name } = server;
    const drift = server.snapshot ? compareSnapshots(server.snapshot, snapshot) : undefined;
    const change = server.snapshot === undefined ? 'new' : drift === undefined ? 'same' : 'changed';
    if (change !== 'same') await writeSnapshot(catalogue.directory, snapshot);
    rows.push({ name, tools: snapshot.tools.length, digest: snapshot.digest, change, drift });
  }
  return rows;
}
