/**
 * Documents of the Agent Trajectory Interchange Format, one per record, sub-agents inside of them. A row of our own export
 * has its document as a string in `trajectory`.
 */
import {
  isJsonObject,
  type JsonObject,
  parseJsonObject,
  RUN_STATES,
  STOP_REASONS,
  type TrajectoryRun,
} from '@nex/core';
import { stringAt } from '../fields.ts';
import { runIdOf } from '../finish/run-id.ts';
import { singleRun } from '../finish/single-run.ts';
import { finishTrajectory } from '../finish/trajectory.ts';
import type { ImportedTrajectory, Importer, ImportItem } from '../importer.ts';
import { readTools } from '../messages/tool-definitions.ts';
import { Notes } from '../notes.ts';
import { AtifTrajectory } from './document.ts';
import { documentMessages, documentUsage } from './messages.ts';

export const atif: Importer = {
  name: 'atif',
  version: 3,
  title: 'ATIF: the Agent Trajectory Interchange Format, 1.0 to 1.7',
  recognizes: (value) => {
    const document = documentIn(value);
    return document !== undefined && stringAt(document, 'schema_version')?.startsWith('ATIF-') === true;
  },
  async *read(records, { source }) {
    let leaves: AtifTrajectory[] = [];
    // Without the row that they lead to, they are conversations of their own.
    const alone = (): ImportItem[] =>
      leaves.splice(0).map((leaf) => ({ kind: 'trajectory', imported: readDocument(leaf, [], source) }));
    for await (const { line, value } of records) {
      const parsed = AtifTrajectory.safeParse(documentIn(value) ?? value);
      const [first] = leaves;
      if (first && earlierLeafOf(first) !== parsed.data?.extra?.['run_id']) yield* alone();
      if (parsed.success && earlierLeafOf(parsed.data) !== undefined) leaves.push(parsed.data);
      else if (parsed.success) {
        yield { kind: 'trajectory', imported: readDocument(parsed.data, leaves, source) };
        leaves = [];
      } else {
        const [issue] = parsed.error.issues;
        const note = `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'wrong form'}`;
        yield { kind: 'rejected', rejection: { line, reason: 'wrong_shape', note } };
      }
    }
    yield* alone();
  },
};

/** Of our own documents: the run of one with a conversation that a compaction took the place of. */
function earlierLeafOf({ extra }: AtifTrajectory): string | undefined {
  const { run_id: runId, leaf, leaves } = extra ?? {};
  return typeof runId === 'string' && Number(leaf) < Number(leaves) - 1 ? runId : undefined;
}

function documentIn(value: unknown): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const text = value['trajectory'];
  if (typeof text !== 'string' || value['schema_version'] !== undefined) return value;
  return parseJsonObject(text) ?? value;
}

/** @param before Earlier conversations of its run, oldest first. */
function readDocument(
  document: AtifTrajectory,
  before: readonly AtifTrajectory[],
  source: string,
): ImportedTrajectory {
  const notes = new Notes();
  const runs: TrajectoryRun[] = [];
  addEarlier(addRuns(document, null, runs, notes), before, notes);
  const modelOfStep = document.steps.find((step) => step.model_name)?.model_name;
  return finishTrajectory(
    runs,
    {
      format: 'atif',
      source,
      traceId: document.session_id ?? document.trajectory_id ?? '',
      model: document.agent.model_name ?? modelOfStep ?? '',
      provider: '',
    },
    notes,
  );
}

/** The document's run, then those that its results refer to. */
function addRuns(
  document: AtifTrajectory,
  parent: TrajectoryRun | null,
  runs: TrajectoryRun[],
  notes: Notes,
): TrajectoryRun {
  const id = document.trajectory_id ?? document.session_id;
  const runId = id ?? runIdOf(document);
  const times = document.steps.flatMap((step) => step.timestamp ?? []);
  const [startedAt] = times;
  const finishedAt = times.at(-1);
  const run = singleRun({
    runId,
    agent: document.agent.name,
    messages: documentMessages(document, notes),
    tools: readTools(document.agent.tool_definitions ?? undefined),
    usage: documentUsage(document),
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
  });
  run.depth = parent ? parent.depth + 1 : 0;
  run.parentRunId = parent?.runId ?? null;
  const { state, stop_reason: stop } = document.extra ?? {};
  run.state = RUN_STATES.find((one) => one === state) ?? run.state;
  run.stopReason = STOP_REASONS.find((one) => one === stop) ?? run.stopReason;
  runs.push(run);
  const callOf = callsByReference(document);
  const children = document.subagent_trajectories ?? [];
  for (const child of children) {
    const runOfLeaf = earlierLeafOf(child);
    if (children.some((one) => one.trajectory_id === runOfLeaf && runOfLeaf !== undefined)) {
      callOf.delete(child.trajectory_id ?? '');
      continue;
    }
    const below = addRuns(child, run, runs, notes);
    addEarlier(
      below,
      children.filter((one) => earlierLeafOf(one) === below.runId),
      notes,
    );
    const { parent_call_id: stated } = child.extra ?? {};
    below.parentCallId =
      callOf.get(child.trajectory_id ?? '') ??
      callOf.get(child.session_id ?? '') ??
      (typeof stated === 'string' ? stated : null);
    if (below.parentCallId === null)
      notes.add('sub_agent_unlinked', `run ${below.runId}`, `agent ${below.agent}`);
    callOf.delete(child.trajectory_id ?? '');
    callOf.delete(child.session_id ?? '');
  }
  for (const reference of callOf.keys())
    notes.add('sub_agent_unlinked', `run ${runId}`, `trajectory ${reference} is not in the document`);
  return run;
}

function addEarlier(run: TrajectoryRun, leaves: readonly AtifTrajectory[], notes: Notes): void {
  if (leaves.length > 0) run.earlierLeaves = leaves.map((leaf) => documentMessages(leaf, notes));
}

/** Id of a sub-agent's trajectory → the call that started it; `null` where the result names none. */
function callsByReference({ steps }: AtifTrajectory): Map<string, string | null> {
  const calls = new Map<string, string | null>();
  for (const step of steps) {
    for (const result of step.observation?.results ?? []) {
      for (const reference of [result.subagent_trajectory_ref ?? []].flat()) {
        const id = reference.trajectory_id ?? reference.session_id;
        if (id) calls.set(id, result.source_call_id ?? null);
      }
    }
  }
  return calls;
}
