/** Makes the processes and path aliases of a pool: the one place that knows where things lie. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPathAlias, type PathAlias } from '../alias/path-alias.ts';
import { fillState, type LaunchPlan } from '../catalogue/launch.ts';
import { openMcpSession, type SessionTarget } from '../session/session.ts';
import type { ProcessCap } from './process-cap.ts';
import type { SlotPlace, StateStore } from './state-store.ts';
import { WarmProcess } from './warm-process.ts';

export interface PlaceParts {
  store: StateStore;
  cap: ProcessCap;
  /** Aborts when the pool is disposed. */
  life: AbortSignal;
  /** Names in the root directory of the host. */
  hostRoots: ReadonlySet<string>;
  /** Of the catalogue. */
  fixtures: string;
  maxCallsPerProcess: number;
  startTimeoutMs: number;
}

export interface PlacedServer {
  process: WarmProcess;
  alias: PathAlias;
}

/** A process whose state lies at `statePath` while it works. */
export function placeProcess(
  parts: PlaceParts,
  place: SlotPlace,
  server: {
    plan: LaunchPlan;
    statePath: string;
    /** Working directory; the slot's home unless given. */
    cwd?: string;
    alias: string;
    pathArguments: readonly string[] | undefined;
    protocol: 'legacy' | 'auto';
    pinned: boolean;
  },
): PlacedServer {
  const { command, args, env } = fillState(server.plan, server.statePath);
  const childPlace = { home: place.home, tmp: place.tmp, cwd: server.cwd ?? place.home };
  const target: SessionTarget = { type: 'stdio', command, args, env, place: childPlace };
  const process = warmProcess(parts, parts.cap, server.pinned, async (signal) => {
    const options = { signal, protocol: server.protocol, startTimeoutMs: parts.startTimeoutMs };
    const session = await openMcpSession(target, options);
    if (session.pid !== undefined) await parts.store.noteProcess(place, session.pid);
    return session;
  });
  const alias = createPathAlias({
    alias: server.alias,
    statePath: server.statePath,
    pathArguments: server.pathArguments,
    others: new Map([
      [place.home, '/home/agent'],
      [place.tmp, '/home/agent/tmp'],
      [parts.fixtures, '/fixtures'],
      [parts.store.directory, '/state'],
      ...(server.plan.packageDirectory ? [[server.plan.packageDirectory, '/package'] as const] : []),
    ]),
    hostRoots: parts.hostRoots,
  });
  return { process, alias };
}

/** An HTTP session: no process, no path of this host. */
export function placeHttp(
  parts: PlaceParts,
  cap: ProcessCap,
  url: string,
  headers: Record<string, string>,
): PlacedServer {
  const process = warmProcess(parts, cap, true, (signal) =>
    openMcpSession({ type: 'http', url, headers }, { signal, startTimeoutMs: parts.startTimeoutMs }),
  );
  const alias = createPathAlias({
    alias: '/workspace',
    statePath: '',
    pathArguments: [],
    others: new Map(),
    hostRoots: new Set(),
  });
  return { process, alias };
}

/** The slot's state directory for a server that needs none of its own per run. */
export async function sharedState(place: SlotPlace): Promise<string> {
  const path = join(place.home, 'state');
  await mkdir(path, { recursive: true });
  return path;
}

function warmProcess(
  parts: PlaceParts,
  cap: ProcessCap,
  pinned: boolean,
  open: (signal: AbortSignal) => ReturnType<typeof openMcpSession>,
): WarmProcess {
  const { life, maxCallsPerProcess: maxCalls, startTimeoutMs } = parts;
  return new WarmProcess({
    cap,
    life,
    open,
    pinned,
    maxCalls: pinned ? Number.POSITIVE_INFINITY : maxCalls,
    startTimeoutMs,
  });
}
