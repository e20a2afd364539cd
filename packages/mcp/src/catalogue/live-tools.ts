/** Starts one server of the catalogue in a directory of its own, lists its tools, and leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { catalogueBackend } from '../pool/catalogue-backend.ts';
import { ProcessCap } from '../pool/process-cap.ts';
import { openStateStore } from '../pool/state-store.ts';
import { DEFAULT_PATH } from '../session/child-environment.ts';
import type { CatalogueServer } from './load.ts';
import { makeSnapshot, type ToolSnapshot } from './snapshot.ts';

export interface LiveTools {
  snapshot: ToolSnapshot;
  /** From the start of the server, with all that it needs, to its answer. */
  startMs: number;
}

export interface LiveToolsOptions {
  signal: AbortSignal;
  /** Where commands are looked for, in the form of PATH. */
  path?: string;
}

const START_TIMEOUT_MS = 20_000;

/** Keys that the server needs are filled in with nothing of worth. Throws `catalogue_invalid`; `cancelled` on abort. */
export async function liveTools(
  server: CatalogueServer,
  { signal, path = DEFAULT_PATH }: LiveToolsOptions,
): Promise<LiveTools> {
  if (!server.launch.ok) throw NexError.fromFailure(server.launch.failure);
  const root = await mkdtemp(join(tmpdir(), 'nex-mcp-'));
  const life = new AbortController();
  try {
    await using store = await openStateStore(root);
    const parts = {
      store,
      cap: new ProcessCap(1),
      life: life.signal,
      hostRoots: new Set<string>(),
      fixtures: '',
      path,
      fetch: globalThis.fetch,
      maxCallsPerProcess: Number.POSITIVE_INFINITY,
      startTimeoutMs: START_TIMEOUT_MS,
    };
    const keys = Object.fromEntries(server.keys.map((key) => [key, 'none']));
    const backend = await catalogueBackend(server, { parts, keys, slotsPerServer: 1 });
    try {
      const startedAt = performance.now();
      const tools = await backend.listTools('check', signal);
      return { snapshot: makeSnapshot(server, tools), startMs: Math.round(performance.now() - startedAt) };
    } finally {
      life.abort(new NexError('cancelled', 'The check is over.'));
      await backend.close();
    }
  } catch (thrown) {
    if (signal.aborted) throw new NexError('cancelled', 'The check was cancelled.', { cause: thrown });
    throw new NexError('catalogue_invalid', `Catalogue entry ${server.name} cannot be started.`, {
      where: server.name,
      hint: 'Run the entry’s command by hand and read what it says.',
      cause: thrown,
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
