/** A row of the platform's own `openai-chat` exporter, read back: the conversations are exactly those that went in. */
import { NO_USAGE, type ToolDefinition, type TrajectoryRun } from '@nex/core';
import * as z from 'zod';
import { OpenAiChatRow } from '../../exporters/openai-chat.ts';
import { fromChatMessage } from '../../exporters/openai-message.ts';
import { answerText } from '../finish/answer-text.ts';
import { finishTrajectory } from '../finish/trajectory.ts';
import type { ImportedTrajectory } from '../importer.ts';
import { readTools } from '../messages/tool-definitions.ts';
import { Notes } from '../notes.ts';

type Part = Pick<
  TrajectoryRun,
  'runId' | 'parentRunId' | 'parentCallId' | 'agent' | 'depth' | 'state' | 'stopReason'
>;

/** Which of its run's conversations one is; absent where the form has the last ones alone. */
const LEAF = { leaf: z.number().int().optional(), leaves: z.number().int().optional() };
const SubAgent = OpenAiChatRow.shape.sub_agents.element;
const Row = OpenAiChatRow.extend({
  run: SubAgent.pick({ run_id: true, agent: true, state: true, stop_reason: true }).extend(LEAF).optional(),
  /** Absent in the other views. */
  sub_agents: z.array(SubAgent.extend(LEAF)).default([]),
});
export type OwnRow = z.infer<typeof Row>;

/** Absent when it is a row of something else. */
export function ownRowOf(value: unknown): OwnRow | undefined {
  return Row.safeParse(value).data;
}

/** The run of a row with a conversation that a compaction took the place of: the next rows have the others. */
export function earlierLeafOf({ run }: OwnRow): string | undefined {
  return run && (run.leaf ?? 0) < (run.leaves ?? 1) - 1 ? run.run_id : undefined;
}

/** @param before Rows with earlier conversations of the same run, oldest first. */
export function readOwnRow(row: OwnRow, before: readonly OwnRow[], source: string): ImportedTrajectory {
  const { query, messages, tools, sub_agents, lineage, run: own } = row;
  const root: Part = {
    runId: own?.run_id ?? lineage.run_id,
    parentRunId: null,
    parentCallId: null,
    agent: own?.agent ?? lineage.agent,
    depth: 0,
    state: own?.state ?? 'completed',
    stopReason: own ? own.stop_reason : lineage.stop_reason,
  };
  const earlier = before.map((one) => one.messages.map(fromChatMessage));
  const subAgents = [...Map.groupBy(sub_agents, ({ run_id: id }) => id).values()].flatMap((leaves) => {
    const run = leaves.at(-1);
    if (!run) return [];
    const part: Part = {
      runId: run.run_id,
      parentRunId: run.parent_run_id,
      parentCallId: run.parent_call_id,
      agent: run.agent,
      depth: run.depth,
      state: run.state,
      stopReason: run.stop_reason,
    };
    const [last = [], ...others] = leaves.map((one) => one.messages.map(fromChatMessage)).reverse();
    return [runOf(part, last, readTools(run.tools), others.reverse())];
  });
  const facts = {
    format: 'openai-jsonl' as const,
    source,
    traceId: lineage.trace_id,
    model: lineage.model,
    provider: lineage.provider,
    query,
  };
  const imported = finishTrajectory(
    [runOf(root, messages.map(fromChatMessage), readTools(tools), earlier), ...subAgents],
    facts,
    new Notes(),
  );
  const { trajectory } = imported;
  const { seed, offline_model: offlineModel, framework_digest: frameworkDigest } = lineage;
  const provenance = { ...trajectory.provenance, seed, offlineModel, frameworkDigest };
  return { ...imported, trajectory: { ...trajectory, provenance } };
}

function runOf(
  part: Part,
  messages: TrajectoryRun['messages'],
  tools: ToolDefinition[],
  earlierLeaves: TrajectoryRun['messages'][],
): TrajectoryRun {
  return {
    ...part,
    tools,
    messages,
    ...(earlierLeaves.length > 0 && { earlierLeaves }),
    response: answerText(messages),
    usage: NO_USAGE,
    startedAt: '',
    finishedAt: null,
  };
}
