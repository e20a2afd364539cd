/**
 * The pool of tool servers: processes are bound to calls, state to runs. Agents of one run share the run's state;
 * no run sees another's. What goes wrong with a server is an outcome of the call, and the run goes on.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type McpServerSpec,
  type Metrics,
  NexError,
  NO_METRICS,
  type ServerState,
  type StateFiles,
  type Tool,
} from '@nex/core';
import { createArgumentsCheck } from '../arguments-check.ts';
import { type Catalogue, catalogueServer } from '../catalogue/load.ts';
import { DEFAULT_MAX_RESULT_BYTES, type KeepOutput } from '../result/limit-size.ts';
import { keepsFiles } from '../tool-definition.ts';
import { BackendShelf, refuseDoubleNames, refuseForbidden } from './backend-shelf.ts';
import { MemoryWatch } from './memory-watch.ts';
import { type OfferedServer, offerCatalogueServer, offerExternalServer, toTools } from './offer.ts';
import type { PlaceParts } from './place.ts';
import { ProcessCap } from './process-cap.ts';
import { readState } from './read-state.ts';
import { checkRunId, openStateStore } from './state-store.ts';
import type { ToolDrift } from './tool-watch.ts';
import type { OwnedWork } from './warm-process.ts';

export interface McpPoolOptions {
  catalogue: Catalogue;
  /** Where state lives. Pools of one host may share it; a run belongs to one pool at a time. */
  directory: string;
  /** Processes alive at a time. Default 24. */
  maxProcesses?: number;
  /** Processes of one server whose state is swapped. Default 2. */
  slotsPerServer?: number;
  /** An idle process is ended after so long. Default 300,000. */
  idleAfterMs?: number;
  /** Default 262,144. */
  maxResultBytes?: number;
  /** A process is replaced after so many calls. Default 10,000. */
  maxCallsPerProcess?: number;
  /** Default 20,000. */
  startTimeoutMs?: number;
  /** Keys for servers of the catalogue that need one: environment variable → value. */
  keys?: Readonly<Record<string, string>>;
  /** Kinds of servers that agent files may bring along. Default both. */
  external?: readonly ('stdio' | 'http')[];
  /** Leaves the state of ended runs in `runs/<run>`. Default false. */
  keepState?: boolean;
  /** Reaches the addresses of agent files. Default: that of the platform, which guards nothing. */
  fetch?: typeof globalThis.fetch;
  /** Where commands of agent files are looked for, in the form of PATH. Default: that of the catalogue. */
  path?: string;
  /** Is told of each change of a server's tools once. Runs keep the tools that they were given. Must not throw. */
  onDrift?: (drift: ToolDrift) => void;
  /** Told of processes and of the runs that servers are open for. */
  metrics?: Metrics;
}

export interface ToolsRequest {
  rootRunId: string;
  /** For whom calls are counted: the tenant of the run. Default: nobody in particular. */
  owner?: string;
  servers: readonly McpServerSpec[];
  signal: AbortSignal;
  /** Keeps what is cut from a result. Absent: the result only says how much is missing. */
  keepOutput?: KeepOutput;
}

export interface RunTools extends AsyncDisposable {
  /** In the order of the servers; tools of a server by name. */
  tools: Tool[];
  /** Server → digest of its tool list. */
  snapshots: Record<string, string>;
}

export interface PoolProcess {
  server: string;
  pid: number;
  busy: boolean;
  calls: number;
  /** The same by owner. */
  work: ReadonlyMap<string, Readonly<OwnedWork>>;
}

export interface McpPool extends AsyncDisposable {
  /**
   * The tools of an agent. Starts only servers without a snapshot. Throws `not_found`, `config_invalid`,
   * `catalogue_invalid`, `tool_unavailable`, `cancelled`. Disposing what is given back waits for its calls.
   */
  toolsFor(request: ToolsRequest): Promise<RunTools>;
  /**
   * Lets the run's state of a server of the catalogue begin with these files, over those of its entry. A state that is
   * there already stays. Throws `not_found`, and `invalid_request` for a server that keeps no state in files.
   */
  placeState(rootRunId: string, server: string, files: StateFiles): Promise<void>;
  /** The run's state of a server, after the run's calls; `undefined` when it has none. Ends what is held for the run. */
  readState(rootRunId: string, server: string): Promise<ServerState | undefined>;
  /** Waits for the run's calls, ends what is held for it and deletes its state. Safe to call twice. */
  endRun(rootRunId: string, options?: { keep?: boolean }): Promise<void>;
  /** Processes that are alive. */
  processes(): PoolProcess[];
}

/** Opens the pool and takes back the state that killed pools left in their slots. Starts no server. */
export async function createMcpPool(options: McpPoolOptions): Promise<McpPool> {
  const life = new AbortController();
  const store = await openStateStore(options.directory);
  const maxProcesses = options.maxProcesses ?? 24;
  const cap = new ProcessCap(maxProcesses);
  const parts: PlaceParts = {
    store,
    cap,
    life: life.signal,
    hostRoots: new Set(await readdir('/')),
    fixtures: join(options.catalogue.directory, 'fixtures'),
    path: options.path ?? options.catalogue.path,
    fetch: options.fetch ?? globalThis.fetch,
    maxCallsPerProcess: options.maxCallsPerProcess ?? 10_000,
    startTimeoutMs: options.startTimeoutMs ?? 20_000,
  };
  const shelf = new BackendShelf({
    catalogue: options.catalogue,
    parts,
    keys: options.keys ?? {},
    slotsPerServer: options.slotsPerServer ?? 2,
    onDrift: options.onDrift,
  });
  const calls = new Set<Promise<unknown>>();
  const checks = createArgumentsCheck();
  const watching = watchPool(options.metrics ?? NO_METRICS, shelf, maxProcesses);
  const stopSweep = sweepIdle(cap, options.idleAfterMs ?? 300_000);

  return {
    async toolsFor({ rootRunId, owner = '', servers, signal, keepOutput }) {
      if (life.signal.aborted) throw new NexError('unavailable', 'The pool of tool servers is closed.');
      checkRunId(rootRunId);
      refuseDoubleNames(servers);
      const offered: OfferedServer[] = [];
      for (const spec of servers) {
        refuseForbidden(spec, options.external ?? ['stdio', 'http']);
        const backend = await shelf.take(spec, rootRunId);
        offered.push(
          spec.type === 'catalogue'
            ? await offerCatalogueServer(
                spec,
                catalogueServer(options.catalogue, spec.name),
                backend,
                rootRunId,
                signal,
              )
            : await offerExternalServer(spec, backend, rootRunId, signal),
        );
      }
      const own = new Set<Promise<unknown>>();
      const track = (call: Promise<unknown>) => {
        for (const set of [own, calls]) {
          set.add(call);
          call.then(
            () => set.delete(call),
            () => set.delete(call),
          );
        }
      };
      const maxResultBytes = options.maxResultBytes ?? DEFAULT_MAX_RESULT_BYTES;
      return {
        tools: toTools(offered, { rootRunId, owner, checks, maxResultBytes, keepOutput, track }),
        snapshots: Object.fromEntries(offered.map((server) => [server.name, server.snapshot.digest])),
        async [Symbol.asyncDispose]() {
          await Promise.allSettled(own);
        },
      };
    },
    async placeState(rootRunId, name, files) {
      const server = catalogueServer(options.catalogue, name);
      if (!keepsFiles(server)) {
        throw new NexError('invalid_request', `The tool server ${name} keeps no state of a run in files.`, {
          where: `initialState.${name}`,
          hint: 'Only servers with the isolation per-run or leased begin with files.',
        });
      }
      await store.stateOf(rootRunId, name, { ...server.state.seed, ...files });
    },
    async readState(rootRunId, name) {
      const path = store.pathOf(rootRunId, name);
      await shelf.endRun(rootRunId);
      return readState(path);
    },
    async endRun(rootRunId, { keep = options.keepState ?? false } = {}) {
      checkRunId(rootRunId);
      await shelf.endRun(rootRunId);
      if (!keep) await store.removeRun(rootRunId);
    },
    processes: () =>
      shelf.all.flatMap(({ server, backend }) =>
        backend.processes().flatMap((process) => {
          const { pid, busy, calls: count, work } = process;
          return pid === undefined ? [] : [{ server, pid, busy, calls: count, work }];
        }),
      ),
    async [Symbol.asyncDispose]() {
      life.abort(new NexError('cancelled', 'The pool of tool servers is closing.'));
      stopSweep();
      watching[Symbol.dispose]();
      await shelf.close();
      await Promise.allSettled(calls);
      await store[Symbol.asyncDispose]();
    },
  };
}

function watchPool(metrics: Metrics, shelf: BackendShelf, maxProcesses: number): Disposable {
  const stack = new DisposableStack();
  stack.use(
    metrics.watch('nex_mcp_processes', () =>
      shelf.all.flatMap(({ server, backend }) =>
        backend
          .processes()
          .filter(({ pid }) => pid !== undefined)
          .map(({ busy }) => ({ value: 1, labels: { server, state: busy ? 'busy' : 'idle' } })),
      ),
    ),
  );
  stack.use(metrics.watch('nex_mcp_processes_limit', () => [{ value: maxProcesses, labels: {} }]));
  stack.use(
    metrics.watch('nex_mcp_leases', () =>
      shelf.all.map(({ server, runs }) => ({ value: runs, labels: { server } })),
    ),
  );
  return stack;
}

/** Ends processes that have been idle for long or have grown. Gives the function that stops it. */
function sweepIdle(cap: ProcessCap, idleAfterMs: number): () => void {
  const memory = new MemoryWatch();
  const sweep = async () => {
    const pids = [...cap.live].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    const grown = await memory.grown(pids);
    for (const process of cap.live) {
      const isIdle = Date.now() - process.lastUsedMs >= idleAfterMs;
      const hasGrown = process.pid !== undefined && grown.includes(process.pid);
      if (process.evictable && (isIdle || hasGrown)) void process.stop();
    }
  };
  const timer = setInterval(() => void sweep(), Math.min(idleAfterMs, 10_000)).unref();
  return () => clearInterval(timer);
}
