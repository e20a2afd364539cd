/**
 * The pool of tool servers: processes are bound to calls, state to runs. Agents of one run share the run's state;
 * no run sees another's. What goes wrong with a server is an outcome of the call, and the run goes on.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type McpServerSpec, NexError, type Tool } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { createArgumentsCheck } from '../arguments-check.ts';
import { type Catalogue, catalogueServer } from '../catalogue/load.ts';
import { DEFAULT_MAX_RESULT_BYTES } from '../result/limit-size.ts';
import type { Backend } from './backend.ts';
import { catalogueBackend } from './catalogue-backend.ts';
import { externalBackend } from './external-backend.ts';
import { type OfferedServer, offerCatalogueServer, offerExternalServer, toTools } from './offer.ts';
import type { PlaceParts } from './place.ts';
import { ProcessCap } from './process-cap.ts';
import { checkRunId, openStateStore } from './state-store.ts';

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
}

export interface McpPool extends AsyncDisposable {
  /**
   * The tools of an agent. Starts only servers without a snapshot. Throws `not_found`, `config_invalid`,
   * `catalogue_invalid`, `tool_unavailable`, `cancelled`. Disposing what is given back waits for its calls.
   */
  toolsFor(request: {
    rootRunId: string;
    servers: readonly McpServerSpec[];
    signal: AbortSignal;
  }): Promise<RunTools>;
  /** Waits for the run's calls, ends what is held for it and deletes its state. Safe to call twice. */
  endRun(rootRunId: string, options?: { keep?: boolean }): Promise<void>;
  /** Processes that are alive. */
  processes(): PoolProcess[];
}

/** Opens the pool and takes back the state that killed pools left in their slots. Starts no server. */
export async function createMcpPool(options: McpPoolOptions): Promise<McpPool> {
  const life = new AbortController();
  const store = await openStateStore(options.directory);
  const cap = new ProcessCap(options.maxProcesses ?? 24);
  const parts: PlaceParts = {
    store,
    cap,
    life: life.signal,
    hostRoots: new Set(await readdir('/')),
    fixtures: join(options.catalogue.directory, 'fixtures'),
    maxCallsPerProcess: options.maxCallsPerProcess ?? 10_000,
    startTimeoutMs: options.startTimeoutMs ?? 20_000,
  };
  const backends = new Map<string, { server: string; backend: Promise<Backend> }>();
  const ready = new Map<string, { server: string; backend: Backend }>();
  const calls = new Set<Promise<unknown>>();
  const checks = createArgumentsCheck();
  const stopSweep = sweepIdle(cap, options.idleAfterMs ?? 300_000);

  const backendOf = async (spec: McpServerSpec): Promise<Backend> => {
    const { key, id } = backendKey(spec);
    const present = backends.get(key);
    if (present) return present.backend;
    const made =
      spec.type === 'catalogue'
        ? catalogueBackend(catalogueServer(options.catalogue, spec.name), {
            parts,
            keys: options.keys ?? {},
            slotsPerServer: options.slotsPerServer ?? 2,
          })
        : externalBackend(spec, id, parts);
    backends.set(key, { server: spec.name, backend: made });
    try {
      const backend = await made;
      ready.set(key, { server: spec.name, backend });
      return backend;
    } catch (error) {
      backends.delete(key);
      throw error;
    }
  };

  return {
    async toolsFor({ rootRunId, servers, signal }) {
      if (life.signal.aborted) throw new NexError('unavailable', 'The pool of tool servers is closed.');
      checkRunId(rootRunId);
      refuseDoubleNames(servers);
      const offered: OfferedServer[] = [];
      for (const spec of servers) {
        if (spec.type !== 'catalogue') refuseForbidden(spec, options.external ?? ['stdio', 'http']);
        const backend = await backendOf(spec);
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
        tools: toTools(offered, { rootRunId, checks, maxResultBytes, track }),
        snapshots: Object.fromEntries(offered.map((server) => [server.name, server.snapshot.digest])),
        async [Symbol.asyncDispose]() {
          await Promise.allSettled(own);
        },
      };
    },
    async endRun(rootRunId, { keep = options.keepState ?? false } = {}) {
      checkRunId(rootRunId);
      for (const { backend } of ready.values()) await backend.endRun(rootRunId);
      if (!keep) await store.removeRun(rootRunId);
    },
    processes: () =>
      [...ready.values()].flatMap(({ server, backend }) =>
        backend.processes().flatMap((process) => {
          const { pid, busy, calls: count } = process;
          return pid === undefined ? [] : [{ server, pid, busy, calls: count }];
        }),
      ),
    async [Symbol.asyncDispose]() {
      life.abort(new NexError('cancelled', 'The pool of tool servers is closing.'));
      stopSweep();
      const all = [...ready.values()].map(({ backend }) => backend);
      await Promise.all(all.map((backend) => backend.settle()));
      await Promise.all(all.flatMap((backend) => backend.processes().map((process) => process.stop())));
      await Promise.allSettled(calls);
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Servers of equal name but other settings are other servers; narrowing to some tools makes no other server. */
function backendKey(spec: McpServerSpec): { key: string; id: string } {
  if (spec.type === 'catalogue') return { key: `catalogue:${spec.name}`, id: spec.name };
  const { tools: _tools, timeoutMs: _timeoutMs, ...settings } = spec;
  const digest = digestJson(settings).slice(-8);
  return {
    key: `${spec.type}:${spec.name}:${digest}`,
    id: `${spec.name.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.${digest}`,
  };
}

function refuseDoubleNames(servers: readonly McpServerSpec[]): void {
  const names = servers.map((spec) => spec.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  const hint = 'Give each server of an agent a name of its own.';
  throw new NexError('config_invalid', `The agent names the MCP server ${twice} twice.`, {
    where: twice,
    hint,
  });
}

function refuseForbidden(spec: McpServerSpec, allowed: readonly string[]): void {
  if (allowed.includes(spec.type)) return;
  throw new NexError('config_invalid', `MCP servers of type ${spec.type} are switched off here.`, {
    where: spec.name,
    hint: 'Use a server of the catalogue, or allow the type in the service’s configuration.',
  });
}

/** Ends processes that have been idle for long. Gives the function that stops it. */
function sweepIdle(cap: ProcessCap, idleAfterMs: number): () => void {
  const sweep = () => {
    for (const process of cap.live) {
      if (process.evictable && Date.now() - process.lastUsedMs >= idleAfterMs) void process.stop();
    }
  };
  const timer = setInterval(sweep, Math.min(idleAfterMs, 10_000)).unref();
  return () => clearInterval(timer);
}
