/**
 * Converted traces of the reference: a line per agent, `{messages, tools?, agent_name, trace_id, span_id, query, framework,
 * langfuse_trace_id, stop}`. Calls stand in the texts as NexAU XML or in one of five styles, results in user messages; or
 * all is native, with arguments as text in the history and as objects in the last message. Lines of one trace are one
 * trajectory; who called whom follows from what was handed over.
 */
import { isJsonObject, type JsonObject, type TrajectoryRun } from '@nex/core';
import { listAt, stringAt } from '../fields.ts';
import { delegatingCall, firstAsk, TakenCalls } from '../finish/link-runs.ts';
import { singleRun } from '../finish/single-run.ts';
import { finishTrajectory } from '../finish/trajectory.ts';
import type { ImportedTrajectory, Importer } from '../importer.ts';
import { readInput } from '../messages/conversation.ts';
import { pairResults } from '../messages/pair-results.ts';
import { Notes } from '../notes.ts';
import { TextLifter } from '../text-calls/text-lifter.ts';
import { type Gathering, type TracePart, traceGroups } from '../trace-window.ts';

interface Row {
  value: JsonObject;
  line: number;
}

export const nexgapConverted: Importer = {
  name: 'nexgap-converted',
  version: 2,
  title: "NexGAP's converted traces: NexAU XML, five styles, OpenAI mode",
  recognizes: (value) => isJsonObject(value) && isRow(value),
  async *read(records, { source, maxOpenTraces }) {
    for await (const group of traceGroups(records, GATHERING, maxOpenTraces)) {
      if (group.kind === 'rejected') yield group;
      else yield { kind: 'trajectory', imported: readTrace(group.traceId, group.state, source) };
    }
  },
};

const GATHERING: Gathering<Row, Row[]> = {
  partsOf,
  begin: () => [],
  add: (rows, row) => rows.push(row),
};

function isRow(value: JsonObject): boolean {
  const marks = ['agent_name', 'trace_id', 'span_id', 'langfuse_trace_id', 'framework'];
  return (
    (listAt(value, 'messages')?.length ?? 0) > 0 &&
    marks.filter((name) => typeof value[name] === 'string').length >= 2
  );
}

function partsOf({ value, line }: { value: unknown; line: number }): TracePart<Row>[] | string {
  if (!isJsonObject(value)) return 'no object';
  if (!isRow(value)) return 'no messages, or none of agent_name, trace_id, span_id, framework';
  const traceId = stringAt(value, 'langfuse_trace_id', 'trace_id') || `line-${line}`;
  return [{ traceId, item: { value, line } }];
}

function readTrace(traceId: string, rows: readonly Row[], source: string): ImportedTrajectory {
  const notes = new Notes();
  const lifter = new TextLifter({ mixed: true, namedTags: true });
  const runs = rows.map((row, index) => readRun(row, `${traceId}-${index}`, lifter, notes));
  const query = rows.map(({ value }) => stringAt(value, 'query')).find((text) => text);
  const facts = { format: 'nexgap-converted' as const, source, traceId, model: '', provider: '' };
  return finishTrajectory(
    linked(runs, query?.trim() ?? '', notes),
    { ...facts, ...(query === undefined ? {} : { query }) },
    notes,
  );
}

function readRun({ value, line }: Row, fallbackId: string, lifter: TextLifter, notes: Notes): TrajectoryRun {
  const at = `line ${line}`;
  const input = readInput(value, at, notes);
  const lifted = lifter.lift(input.messages, input.tools, at, notes);
  return singleRun({
    runId: stringAt(value, 'span_id') || fallbackId,
    // The recorder puts the kind of the span before the name.
    agent: (stringAt(value, 'agent_name') ?? '').replace(/^(?:Sub-)?agent:\s*/i, ''),
    messages: pairResults(lifted.messages, at, notes),
    tools: lifted.tools,
  });
}

/** Root first: the run that was asked the query, else one that nobody called. */
function linked(runs: TrajectoryRun[], query: string, notes: Notes): TrajectoryRun[] {
  const taken = new TakenCalls();
  const root = runs.find((run) => query !== '' && firstAsk(run.messages).includes(query)) ?? freeRun(runs);
  for (const run of runs) {
    if (run === root) continue;
    for (const parent of runs) {
      if (parent === run || isBelow(parent, run, runs)) continue;
      const call = delegatingCall(parent, run, taken);
      if (call === undefined) continue;
      run.parentRunId = parent.runId;
      run.parentCallId = call;
      break;
    }
    if (run.parentRunId !== null) continue;
    run.parentRunId = root.runId;
    notes.add('sub_agent_unlinked', `run ${run.runId}`, `agent ${run.agent}`);
  }
  for (const run of runs) run.depth = depthOf(run, runs);
  return [root, ...runs.filter((run) => run !== root)];
}

function freeRun(runs: readonly TrajectoryRun[]): TrajectoryRun {
  const isCalled = (run: TrajectoryRun) =>
    runs.some((other) => other !== run && delegatingCall(other, run, new TakenCalls()) !== undefined);
  return runs.find((run) => !isCalled(run)) ?? (runs[0] as TrajectoryRun);
}

/** A run whose parent is not found yet is below nobody. */
function isBelow(run: TrajectoryRun, above: TrajectoryRun, runs: readonly TrajectoryRun[]): boolean {
  if (run === above) return true;
  const parent = runs.find((each) => each.runId === run.parentRunId);
  return parent !== undefined && isBelow(parent, above, runs);
}

function depthOf(run: TrajectoryRun, runs: readonly TrajectoryRun[]): number {
  const parent = runs.find((each) => each.runId === run.parentRunId);
  return parent ? 1 + depthOf(parent, runs) : 0;
}
