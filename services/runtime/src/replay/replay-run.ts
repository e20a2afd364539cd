/**
 * A tree of runs again, from its log: the same conversations must come of it. Nothing is written, no model is asked and
 * no tool is called.
 */
import { type Message, NexError, type Replay, type ReplayedRun } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { gather } from '@nex/postgres';
import type { Context } from '../context.ts';
import { openLog } from '../store/packed-logs.ts';
import { readTrajectory } from '../trajectory/read-trajectory.ts';
import { agentsOfTree } from './agents-of-tree.ts';
import { type RunRecord, readTreeRecord } from './read-tree-record.ts';
import { type ReplayedAgentRun, replayAgentRun } from './replay-agent-run.ts';

/** Throws `not_found`; `invalid_request` for a run below another; `conflict` until the run is terminal. */
export async function replayRun(context: Context, rootRunId: string): Promise<Replay> {
  await openLog(context.pool, rootRunId);
  const trajectory = await readTrajectory(gather(context.pool), rootRunId);
  const tree = await readTreeRecord(context.pool, rootRunId);
  const agentOf = await agentsOfTree(context, tree.runs);
  const children = new Map(
    tree.runs.map((one) => [JSON.stringify([one.run.parent_run_id, one.run.parent_call_id]), one]),
  );
  const rows = new Map([...tree.messages.values()].flat().map((row) => [row.id, row]));
  const conversationTo = (id: string | null) => {
    const conversation: Message[] = [];
    for (let row = rows.get(id ?? ''); row; row = rows.get(row.predecessor ?? ''))
      conversation.push(row.message);
    return conversation.reverse();
  };
  const recorded = new Map(trajectory.runs.map((run) => [run.runId, run.messages]));
  const runs: ReplayedRun[] = [];
  const conversations: Message[][] = [];
  for (const record of tree.runs) {
    const { run } = record;
    const childOf = (callId: string) => children.get(JSON.stringify([run.id, callId]));
    const replayed = await replayOne(context, record, async () =>
      replayAgentRun(context, { record, agent: await agentOf(record), childOf, conversationTo }),
    );
    runs.push(replayed.report);
    conversations.push(replayed.conversation);
  }
  const digest = digestJson(conversations);
  const recordedDigest = digestJson(tree.runs.map(({ run }) => recorded.get(run.id) ?? []));
  const identical = digest === recordedDigest && runs.every((run) => run.identical);
  return { rootRunId, identical, digest, recordedDigest, runs };
}

async function replayOne(
  context: Context,
  { run, messages }: RunRecord,
  replay: () => Promise<ReplayedAgentRun>,
): Promise<ReplayedAgentRun> {
  const report = { runId: run.id, agent: run.agent, messages: 0, modelCalls: 0, toolCalls: 0 };
  if (messages.length === 0 && run.stop_reason) {
    const stopped = { stopReason: run.stop_reason, afterMessages: 0 };
    return { conversation: [], report: { ...report, identical: true, stopped } };
  }
  try {
    return await replay();
  } catch (thrown) {
    if (!(thrown instanceof NexError) || thrown.code === 'unavailable') throw thrown;
    context.log.warn({ runId: run.id, err: thrown }, 'the agent of a run cannot be opened for a replay');
    const difference = { at: 'agent', expected: 'the agent of the bundle', actual: thrown.message };
    return { conversation: [], report: { ...report, identical: false, difference } };
  }
}
