/** A row of the platform's own `openai-chat` exporter, read back: the conversations are exactly those that went in. */
import { NO_USAGE, type ToolDefinition, type TrajectoryRun } from '@nex/core';
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

/** Absent when it is a row of something else. */
export function readOwnRow(value: unknown, source: string): ImportedTrajectory | undefined {
  const parsed = OpenAiChatRow.safeParse(value);
  if (!parsed.success) return undefined;
  const { query, messages, tools, sub_agents, lineage } = parsed.data;
  const root: Part = {
    runId: lineage.run_id,
    parentRunId: null,
    parentCallId: null,
    agent: lineage.agent,
    depth: 0,
    state: 'completed',
    stopReason: lineage.stop_reason,
  };
  const subAgents = sub_agents.map((run) => {
    const part: Part = {
      runId: run.run_id,
      parentRunId: run.parent_run_id,
      parentCallId: run.parent_call_id,
      agent: run.agent,
      depth: run.depth,
      state: run.state,
      stopReason: run.stop_reason,
    };
    return runOf(part, run.messages.map(fromChatMessage), readTools(run.tools));
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
    [runOf(root, messages.map(fromChatMessage), readTools(tools)), ...subAgents],
    facts,
    new Notes(),
  );
  const { trajectory } = imported;
  const { seed, offline_model: offlineModel, framework_digest: frameworkDigest } = lineage;
  const provenance = { ...trajectory.provenance, seed, offlineModel, frameworkDigest };
  return { ...imported, trajectory: { ...trajectory, provenance } };
}

function runOf(part: Part, messages: TrajectoryRun['messages'], tools: ToolDefinition[]): TrajectoryRun {
  return {
    ...part,
    tools,
    messages,
    response: answerText(messages),
    usage: NO_USAGE,
    startedAt: '',
    finishedAt: null,
  };
}
