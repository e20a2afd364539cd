/** Says of each entry of the catalogue whether it starts here and still has the tools of its snapshot. */
import { type Failure, toNexError } from '@nex/core';
import { liveTools } from './live-tools.ts';
import type { Catalogue, CatalogueServer } from './load.ts';
import { compareSnapshots, type Drift } from './snapshot.ts';

export interface CatalogueCheckRow {
  name: string;
  /** It starts, and its tools are those of the snapshot. */
  ok: boolean;
  tools: number;
  startMs: number;
  drift?: Drift;
  failure?: Failure;
}

/** One row per entry, in the catalogue's order, one server at a time. Throws only when the signal aborts. */
export async function checkCatalogue(
  catalogue: Catalogue,
  options: { signal: AbortSignal },
): Promise<CatalogueCheckRow[]> {
  const rows: CatalogueCheckRow[] = [];
  for (const server of catalogue.entries)
    rows.push(await checkServer(server, catalogue.path, options.signal));
  return rows;
}

async function checkServer(
  server: CatalogueServer,
  path: string,
  signal: AbortSignal,
): Promise<CatalogueCheckRow> {
  try {
    const { snapshot, startMs } = await liveTools(server, { signal, path });
    const row = { name: server.name, tools: snapshot.tools.length, startMs };
    if (!server.snapshot) {
      const message = `Catalogue entry ${server.name} has no snapshot.`;
      const hint = 'Take a snapshot and commit it.';
      return { ...row, ok: false, failure: { code: 'catalogue_invalid', message, where: server.name, hint } };
    }
    const unlisted = difference(
      server,
      snapshot.tools.map((tool) => tool.name),
    );
    if (unlisted) return { ...row, ok: false, failure: unlisted };
    const drift = compareSnapshots(server.snapshot, snapshot);
    return drift ? { ...row, ok: false, drift } : { ...row, ok: true };
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = toNexError(
      thrown,
      'catalogue_invalid',
      `Catalogue entry ${server.name} cannot be checked.`,
    );
    return { name: server.name, ok: false, tools: 0, startMs: 0, failure: failure.toFailure() };
  }
}

/** The entry's `tools` must name exactly the tools that the server has. */
function difference(server: CatalogueServer, live: readonly string[]): Failure | undefined {
  const named = new Set(server.tools.map((tool) => tool.name));
  const wrong = [
    ...new Set([...named].filter((name) => !live.includes(name))),
    ...live.filter((name) => !named.has(name)),
  ];
  if (wrong.length === 0) return undefined;
  const message = `The tools of catalogue entry ${server.name} are not those of its server: ${wrong.join(', ')}.`;
  const hint = 'Name every tool of the server, and no other, under the key tools.';
  return { code: 'catalogue_invalid', message, where: `${server.name}.yaml: tools`, hint };
}
