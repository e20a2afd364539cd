/** Starts one server of the catalogue in a directory of its own, lists its tools, and leaves nothing behind. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { openMcpSession } from '../session/session.ts';
import { fillState } from './launch.ts';
import type { CatalogueServer } from './load.ts';
import { makeSnapshot, type ToolSnapshot } from './snapshot.ts';

export interface LiveTools {
  snapshot: ToolSnapshot;
  /** From the start of the process to the end of the handshake. */
  startMs: number;
}

/** Throws `catalogue_invalid` for a server that is not installed or cannot be started. */
export async function liveTools(server: CatalogueServer, signal: AbortSignal): Promise<LiveTools> {
  if (!server.launch.ok) throw NexError.fromFailure(server.launch.failure);
  const root = await realpath(await mkdtemp(join(tmpdir(), 'nex-mcp-')));
  try {
    const [home, tmp, state] = [join(root, 'home'), join(root, 'tmp'), join(root, 'state')];
    for (const path of [home, tmp, state]) await mkdir(path);
    const place = { home, tmp, cwd: home };
    const { command, args, env } = fillState(server.launch.plan, state);
    const options = { signal, protocol: server.protocol };
    await using session = await openMcpSession({ type: 'stdio', command, args, env, place }, options);
    const tools = await session.listTools({ signal, timeoutMs: server.timeout_ms });
    return { snapshot: makeSnapshot(server, tools), startMs: session.startMs };
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
