/** Makes the processes and path aliases of a pool: the one place that knows where things lie. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPathAlias, type PathAlias } from '../alias/path-alias.ts';
import { MASKED_SECRET } from '../alias/secrets.ts';
import { fillPlan, type LaunchPlan } from '../catalogue/launch.ts';
import type { ProtocolChoice, SessionTarget } from '../session/connect.ts';
import { type McpSession, openMcpSession } from '../session/session.ts';
import type { ProcessCap } from './process-cap.ts';
import type { SlotPlace, StateStore } from './state-store.ts';
import type { ToolWatch } from './tool-watch.ts';
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
  /** Where commands are looked for, in the form of PATH. */
  path: string;
  /** For addresses of agent files. */
  fetch: typeof globalThis.fetch;
  maxCallsPerProcess: number;
  startTimeoutMs: number;
}

export interface PlacedServer {
  process: WarmProcess;
  alias: PathAlias;
}

interface PlacedParts {
  protocol: ProtocolChoice;
  watch: ToolWatch;
  /** Kept from whatever the server says. */
  secrets: readonly string[];
  /** True when the process or session holds state that would be lost with it. */
  pinned: boolean;
}

/** A process whose state lies at `statePath` while it works. */
export function placeProcess(
  parts: PlaceParts,
  place: SlotPlace,
  server: PlacedParts & {
    plan: LaunchPlan;
    statePath: string;
    /** Working directory; the slot's home unless given. */
    cwd?: string;
    alias: string;
    pathArguments: readonly string[] | undefined;
  },
): PlacedServer {
  const { command, args, env } = fillPlan(server.plan, { STATE_DIR: server.statePath });
  const childPlace = { home: place.home, tmp: place.tmp, cwd: server.cwd ?? place.home, path: parts.path };
  const target: SessionTarget = { type: 'stdio', command, args, env, place: childPlace };
  const process = warmProcess(parts, parts.cap, parts.startTimeoutMs, server, target, async (pid) => {
    await parts.store.noteProcess(place, pid);
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
      ...server.secrets.map((secret) => [secret, MASKED_SECRET] as const),
    ]),
    hostRoots: parts.hostRoots,
  });
  return { process, alias };
}

/** An HTTP session: no process, no path of this host. `roomTimeoutMs`: how long it waits for room under `cap`. */
export function placeHttp(
  parts: PlaceParts,
  cap: ProcessCap,
  roomTimeoutMs: number,
  server: PlacedParts & { target: SessionTarget & { type: 'http' } },
): PlacedServer {
  const process = warmProcess(parts, cap, roomTimeoutMs, server, server.target, async () => {});
  const alias = createPathAlias({
    alias: '/workspace',
    statePath: '',
    pathArguments: [],
    others: new Map(server.secrets.map((secret) => [secret, MASKED_SECRET])),
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
  roomTimeoutMs: number,
  { protocol, watch, pinned }: PlacedParts,
  target: SessionTarget,
  note: (pid: number) => Promise<void>,
): WarmProcess {
  const { life, maxCallsPerProcess, startTimeoutMs } = parts;
  const open = async (signal: AbortSignal): Promise<McpSession> => {
    const session = await openMcpSession(target, {
      signal,
      protocol,
      startTimeoutMs,
      onToolsChanged: (tools) => void watch.saw(tools),
    });
    if (session.pid !== undefined) await note(session.pid);
    if (watch.due) void look(session, watch, life, startTimeoutMs);
    return session;
  };
  const maxCalls = pinned ? Number.POSITIVE_INFINITY : maxCallsPerProcess;
  return new WarmProcess({ cap, life, open, pinned, maxCalls, roomTimeoutMs });
}

/** Compares a running server with what is known of it, beside the calls. */
async function look(
  session: McpSession,
  watch: ToolWatch,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<void> {
  try {
    watch.saw(await session.listTools({ signal, timeoutMs }));
  } catch {
    // A server that does not list its tools fails in its calls, where it is told.
  }
}
