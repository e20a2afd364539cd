/**
 * Says of each entry of the catalogue whether it starts here, still has the tools of its snapshot, and still behaves
 * as it was recorded.
 */
import { join } from 'node:path';
import { type Failure, toNexError } from '@nex/core';
import { eachInParallel } from '../each-in-parallel.ts';
import { readProbePlan } from '../probe/probe-plan.ts';
import { type Probed, probeServer } from '../probe/probe-server.ts';
import { probedServer } from '../probe/probed-server.ts';
import { type BehaviourChange, compareRecords } from './compare-records.ts';
import { liveTools } from './live-tools.ts';
import type { Catalogue, CatalogueServer } from './load.ts';
import { type ProbeRecord, writeProbeRecord } from './probe-record.ts';
import { compareSnapshots, type Drift, type ToolSnapshot, writeSnapshot } from './snapshot.ts';

export interface CatalogueCheckRow {
  name: string;
  /** It starts, and its tools and their behaviour are those on record. Also when it was not checked. */
  ok: boolean;
  /** It is not installed here, and was not asked for by name. */
  skipped: boolean;
  tools: number;
  startMs: number;
  grade?: ProbeRecord['grade'];
  drift?: Drift;
  behaviour?: BehaviourChange[];
  /** What was found is on record now. */
  accepted?: boolean;
  failure?: Failure;
}

export interface CheckOptions {
  signal: AbortSignal;
  /** Absent: all. A server that is named must be installed. */
  names?: readonly string[];
  /** Servers at a time. Default 2. */
  parallel?: number;
  /** Whether tools are called; else only their list is compared. Default true. */
  behaviour?: boolean;
  /** Writes what was found as the new snapshot and record. */
  accept?: boolean;
  /** Values of keys of servers. */
  keys?: Readonly<Record<string, string>>;
  /** Day of new records. Default: today. */
  today?: string;
  onTool?: (event: { server: string; tool: string; verdict: string; pass: number }) => void;
  onRow?: (row: CatalogueCheckRow) => void;
}

/** One row per entry, in the catalogue's order. Throws only when the signal aborts. */
export async function checkCatalogue(
  catalogue: Catalogue,
  options: CheckOptions,
): Promise<CatalogueCheckRow[]> {
  const { names, parallel = 2, onRow, signal } = options;
  const entries = catalogue.entries.filter((entry) => names?.includes(entry.name) ?? true);
  return eachInParallel(entries, parallel, async (entry) => {
    const row = await checkServer(entry, catalogue, options);
    signal.throwIfAborted();
    onRow?.(row);
    return row;
  });
}

async function checkServer(
  server: CatalogueServer,
  catalogue: Catalogue,
  options: CheckOptions,
): Promise<CatalogueCheckRow> {
  const { name } = server;
  const { signal, names } = options;
  const empty = { name, skipped: false, tools: 0, startMs: 0 };
  if (!server.launch.ok && server.install && !names) return { ...empty, ok: true, skipped: true };
  try {
    const { snapshot, startMs, record } = await seeServer(server, catalogue, options);
    const row = { name, skipped: false, tools: snapshot.tools.length, startMs };
    const grade = record ? { grade: record.grade } : {};
    if (!server.snapshot && !options.accept) {
      const message = `Catalogue entry ${name} has no snapshot.`;
      const hint = 'Take a snapshot and commit it.';
      return { ...row, ok: false, failure: { code: 'catalogue_invalid', message, where: name, hint } };
    }
    const unlisted = difference(server, snapshot);
    if (unlisted) return { ...row, ...grade, ok: false, failure: unlisted };
    if (options.accept) {
      await writeSnapshot(catalogue.directory, snapshot);
      if (record) await writeProbeRecord(catalogue.directory, record);
      return { ...row, ...grade, ok: true, accepted: true };
    }
    const drift = server.snapshot && compareSnapshots(server.snapshot, snapshot);
    const varying = server.tools
      .filter((tool) => !(tool.deterministic ?? server.deterministic))
      .map((tool) => tool.name);
    const behaviour = server.record && record ? compareRecords(server.record, record, new Set(varying)) : [];
    return {
      ...row,
      ...grade,
      ok: !drift && behaviour.length === 0,
      ...(drift ? { drift } : {}),
      ...(behaviour.length > 0 ? { behaviour } : {}),
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = toNexError(thrown, 'catalogue_invalid', `Catalogue entry ${name} cannot be checked.`);
    return { ...empty, ok: false, failure: failure.toFailure() };
  }
}

interface Seen {
  snapshot: ToolSnapshot;
  startMs: number;
  record?: Probed['record'];
}

/** Servers that need a daemon or a browser are only asked for their tools; so are those without a record to compare. */
async function seeServer(
  server: CatalogueServer,
  catalogue: Catalogue,
  options: CheckOptions,
): Promise<Seen> {
  const { signal, behaviour = true, accept = false, keys = {}, onTool } = options;
  const hosted = server.isolation === 'daemon' || server.isolation === 'browser';
  const tries = behaviour && !hosted && (accept || server.record !== undefined);
  if (!tries || !server.launch.ok) return liveTools(server, { signal, path: catalogue.path });
  const { snapshot, record } = await probeServer(probedServer(server, server.launch.plan), {
    plan: await readProbePlan(catalogue.directory, server.name),
    fixtures: join(catalogue.directory, 'fixtures'),
    signal,
    path: catalogue.path,
    keys,
    toolTimeoutMs: Math.min(server.timeout_ms, 20_000),
    today: options.today ?? new Date().toISOString().slice(0, 10),
    onTool: (event) => onTool?.({ server: server.name, ...event }),
  });
  return { snapshot, startMs: record.start_ms, record };
}

/** The entry's `tools` must name exactly the tools that the server has. */
function difference(server: CatalogueServer, { tools }: ToolSnapshot): Failure | undefined {
  const live = tools.map((tool) => tool.name);
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
