/**
 * Tries every tool of one server and records what came of it. Two fresh starts show whether answers repeat; putting the
 * first files back under the first process shows where its state lies. A server that hangs or ends is recorded, not
 * fatal; only one that does not start, or lists no tool, is.
 */
import { release } from 'node:os';
import { NexError } from '@nex/core';
import type { InvalidAnswer, ProbeRecord } from '../catalogue/probe-record.ts';
import { makeSnapshot, type ToolSnapshot } from '../catalogue/snapshot.ts';
import type { DressedErrorName } from '../result/dressed-errors.ts';
import { DEFAULT_PATH } from '../session/child-environment.ts';
import type { SessionTarget } from '../session/connect.ts';
import { openMcpSession } from '../session/session.ts';
import { changedPaths } from './directory-state.ts';
import { invalidArguments } from './invalid-arguments.ts';
import { judge, toProbedTools } from './judge.ts';
import { groupMemoryMb } from './memory.ts';
import { networkTaker } from './offline.ts';
import { type PassedTool, probePass } from './probe-pass.ts';
import type { ProbePlan } from './probe-plan.ts';
import { createProbeProcess, listProbed, type ProbeProcess } from './probe-process.ts';
import { openProbeRoom } from './probe-room.ts';
import type { ProbedServer } from './probed-server.ts';
import { readAnswer, readRefusal } from './read-answer.ts';

export interface ProbeOptions {
  plan: ProbePlan;
  /** Of the catalogue: what `${FIXTURES}` stands for. */
  fixtures: string;
  signal: AbortSignal;
  /** Where commands are looked for, in the form of PATH. */
  path?: string;
  /** Values of keys; a key without one gets a value of no worth. */
  keys?: Readonly<Record<string, string>>;
  /** Of one call. Default 10,000. */
  toolTimeoutMs?: number;
  /** Until the server is ready. Default 20,000. */
  startTimeoutMs?: number;
  /** Day that the record gets. */
  today: string;
  /** `pass` of 3: the first tries the tools, the others compare. */
  onTool?: (event: { tool: string; verdict: string; pass: number }) => void;
}

/** What stands for a key that is not given. */
const NO_KEY = 'none';

export interface Probed {
  snapshot: ToolSnapshot;
  record: ProbeRecord;
  /** Forms in which errors came as successes. */
  dressedForms: DressedErrorName[];
}

/** Throws `catalogue_invalid` when the server does not start or has no tools; `cancelled` on abort. */
export async function probeServer(server: ProbedServer, options: ProbeOptions): Promise<Probed> {
  const { plan, signal, path = DEFAULT_PATH, toolTimeoutMs = 10_000, startTimeoutMs = 20_000 } = options;
  const takeNetwork = server.runtime === 'http' ? undefined : await networkTaker(path, signal);
  const keys = Object.fromEntries(server.keys.map((key) => [key, options.keys?.[key] || NO_KEY]));
  const secrets = Object.values(keys).filter((value) => value !== NO_KEY);
  const room = () => openProbeRoom(server, { plan, path, takeNetwork, keys });
  const { protocol } = server;
  const start = (target: SessionTarget) =>
    createProbeProcess({ target, protocol, signal, startTimeoutMs, toolTimeoutMs });
  const onTool = (pass: number) => (tool: string, verdict: string) =>
    options.onTool?.({ tool, verdict, pass });
  try {
    await using one = await room();
    await using first = start(one.target(server));
    const tools = await listProbed(first, signal);
    if (tools.length === 0) throw new Error('The server lists no tools.');
    const snapshot = makeSnapshot(server, tools);
    const pass = { tools: snapshot.tools, plan, fixtures: options.fixtures, signal };
    const before = await one.look();
    const passed = await probePass({
      ...pass,
      process: first,
      room: one,
      watchFiles: true,
      onTool: onTool(1),
    });
    const after = await one.look();
    const session = await first.session();
    const memoryMb = await groupMemoryMb(session.pid);
    await one.restore();
    const restarted = first.starts > 1;
    const again = await probePass({
      ...pass,
      process: first,
      room: one,
      watchFiles: false,
      onTool: onTool(2),
    });
    const { noise, protocolVersion } = session;
    await first[Symbol.asyncDispose]();

    await using two = await room();
    await using second = start(two.target(server));
    const fresh = await probePass({
      ...pass,
      process: second,
      room: two,
      watchFiles: false,
      onTool: onTool(3),
    });
    const startMs = Math.min(first.startMs, second.startMs);
    const { refusals, unknownTool, forms } = await refuse(second, passed, snapshot);
    const modern = await speaksModern(two.target(server), signal);
    const probed = toProbedTools(passed, fresh, refusals, { place: one.root, secrets });
    const changed = {
      state: changedPaths(before.state, after.state).length > 0,
      elsewhere: changedPaths(before.elsewhere, after.elsewhere).length > 0,
    };
    const judged = judge({ server, probed, passed, again, restarted, changed, startMs, memoryMb, noise });
    const record: ProbeRecord = {
      server: server.name,
      version: server.version,
      snapshot: snapshot.digest,
      at: options.today,
      machine: `${process.platform} ${process.arch} ${release()}, node ${process.versions.node}`,
      offline: takeNetwork !== undefined,
      protocol: protocolVersion,
      modern,
      start_ms: startMs,
      memory_mb: memoryMb,
      noise,
      unknown_tool: unknownTool,
      ...judged,
      tools: probed,
    };
    const dressedForms = [...passed.values(), ...fresh.values()].flatMap(({ answer }) => answer?.form ?? []);
    return { snapshot, record, dressedForms: [...new Set([...dressedForms, ...forms])] };
  } catch (thrown) {
    if (signal.aborted) throw new NexError('cancelled', 'The probe was cancelled.', { cause: thrown });
    if (thrown instanceof NexError && thrown.code === 'catalogue_invalid') throw thrown;
    throw new NexError('catalogue_invalid', `The server ${server.name} does not start or lists no tools.`, {
      where: server.name,
      hint: 'Run its command by hand and read what it says; it may need arguments, a key or a service.',
      cause: thrown,
    });
  }
}

async function refuse(
  process: ProbeProcess,
  passed: ReadonlyMap<string, PassedTool>,
  snapshot: ToolSnapshot,
): Promise<{ refusals: Map<string, InvalidAnswer>; unknownTool: InvalidAnswer; forms: DressedErrorName[] }> {
  const refusals = new Map<string, InvalidAnswer>();
  const forms: DressedErrorName[] = [];
  let hangs = 0;
  for (const { name, inputSchema } of snapshot.tools) {
    const valid = passed.get(name);
    const args = valid?.answer && hangs < 2 ? invalidArguments(inputSchema as never, valid.args) : undefined;
    const given = args && (await process.call(name, args));
    const form = given && readAnswer(given).form;
    if (form) forms.push(form);
    const answer = given ? readRefusal(given) : 'not_tried';
    if (answer === 'timeout' || answer === 'crashed') hangs += 1;
    refusals.set(name, answer);
  }
  return { refusals, unknownTool: readRefusal(await process.call('nex_no_such_tool', {})), forms };
}

async function speaksModern(target: SessionTarget, signal: AbortSignal): Promise<boolean> {
  try {
    await using _session = await openMcpSession(target, {
      signal,
      protocol: 'modern',
      startTimeoutMs: 3_000,
    });
    return true;
  } catch {
    return false;
  }
}
