/** Calls every tool of a server once, or as its plan says, with arguments that its schema allows. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import { changedPaths } from './directory-state.ts';
import { createHarvest } from './harvest.ts';
import { withoutPlace } from './mask.ts';
import type { ProbePlan } from './probe-plan.ts';
import type { ProbeProcess } from './probe-process.ts';
import type { ProbeRoom } from './probe-room.ts';
import { type ReadAnswer, readAnswer, textsOf } from './read-answer.ts';
import { sampleArguments } from './sample-arguments.ts';
import { toolOrder } from './tool-order.ts';

export interface PassedTool {
  /** Of the first call that did not succeed, else of the last. Absent: it was not called. */
  answer?: ReadAnswer;
  /** Of all calls, as they were, but for the place. */
  text: string;
  /** Of the last call. */
  args: JsonObject;
  /** Of all calls. */
  ms: number;
  writes: boolean;
}

export interface PassOptions {
  process: ProbeProcess;
  room: ProbeRoom;
  plan: ProbePlan;
  tools: readonly SnapshotTool[];
  fixtures: string;
  signal: AbortSignal;
  /** Whether to look at the files around each call. */
  watchFiles: boolean;
  /** Tools that answered: how many, of how many. */
  onTool?: ((tool: string, verdict: string) => void) | undefined;
}

/** After so many calls without an answer the rest is not tried. */
const MAX_HANGS = 3;

export async function probePass(options: PassOptions): Promise<Map<string, PassedTool>> {
  const { process, room, plan, tools, signal, watchFiles, onTool } = options;
  const harvest = createHarvest();
  const kept = new Map<string, string>([
    ['STATE_DIR', room.state],
    ['FIXTURES', options.fixtures],
  ]);
  const passed = new Map<string, PassedTool>();
  let hangs = 0;
  let before = watchFiles ? await room.look() : undefined;
  const call = async (tool: string, args: JsonObject, keep: Readonly<Record<string, string>> = {}) => {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const answer = await process.call(tool, args);
    const ms = Math.round(performance.now() - startedAt);
    const read = readAnswer(answer);
    const texts = textsOf(answer);
    if (read.verdict === 'works') harvest.take(tool, texts);
    for (const [name, expression] of Object.entries(keep)) {
      const found = new RegExp(expression).exec(texts.join('\n'))?.[1];
      if (found !== undefined) kept.set(name, found);
    }
    if (read.verdict === 'timeout' || read.verdict === 'crashed') hangs += 1;
    const after = before && (await room.look());
    const writes = before && after ? changedPaths(before.state, after.state).length > 0 : false;
    if (after) before = after;
    const last = passed.get(tool);
    passed.set(tool, {
      answer: last?.answer && last.answer.verdict !== 'works' ? last.answer : read,
      text: (last?.text ?? '') + withoutPlace(read.text, room.root),
      args,
      ms: (last?.ms ?? 0) + ms,
      writes: writes || (last?.writes ?? false),
    });
    onTool?.(tool, read.verdict);
  };
  const known = new Set(tools.map((tool) => tool.name));
  for (const step of plan.calls) {
    if (known.has(step.tool) && hangs < MAX_HANGS)
      await call(step.tool, fill(step.arguments, kept), step.keep);
  }
  for (const tool of toolOrder(tools)) {
    if (passed.has(tool.name)) continue;
    const args = sampleArguments(tool.inputSchema as JsonObject, {
      tool: tool.name,
      stateDirectory: room.state,
      harvest,
    });
    if (hangs < MAX_HANGS && !plan.skip.includes(tool.name)) await call(tool.name, args);
    else passed.set(tool.name, { text: '', args, ms: 0, writes: false });
  }
  return passed;
}

function fill(args: JsonObject, kept: ReadonlyMap<string, string>): JsonObject {
  const walk = (value: Json): Json => {
    if (typeof value === 'string') {
      const whole = /^\$\{(\w+):number\}$/.exec(value)?.[1];
      if (whole !== undefined) return Number(kept.get(whole));
      return value.replaceAll(/\$\{(\w+)\}/g, (text, name: string) => kept.get(name) ?? text);
    }
    if (Array.isArray(value)) return value.map(walk);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
  };
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, walk(value)]));
}
