/** What happened in a tree of runs, complete, from its rows. */
import {
  addUsage,
  isOfflineModel,
  isTerminal,
  type Message,
  NexError,
  NO_USAGE,
  type Trajectory,
  type TrajectoryRun,
} from '@nex/core';
import { type Gathered, many, sql } from '@nex/postgres';
import { runNotFound } from '../store/find-runs.ts';
import { conversationsOf, leavesOf, readTreeMessages } from '../store/messages.ts';
import { readHandling } from '../store/run-handlings.ts';
import { ownUsage, RUN_COLUMNS, RunRow } from '../store/run-row.ts';
import { readFinalState } from '../store/run-states.ts';
import { readTools } from '../store/tool-snapshots.ts';

/** Throws `not_found`; `invalid_request` for a run below another; `conflict` until the run is terminal. */
export async function readTrajectory(on: Gathered, rootRunId: string): Promise<Trajectory> {
  const [rows, tools, messages, finalState, handling] = await Promise.all([
    // First, because a state vouches only for what is read after it.
    many(
      on,
      RunRow,
      sql`select ${RUN_COLUMNS} from runtime.runs r
        where r.root_run_id = (select root_run_id from runtime.runs where id = ${rootRunId})
        order by r.depth > 0, r.started_at nulls last, r.id`,
    ),
    readTools(on, rootRunId),
    readTreeMessages(on, rootRunId),
    readFinalState(on, rootRunId),
    readHandling(on, rootRunId),
  ]);
  const [root] = rows;
  if (!root) throw runNotFound(rootRunId);
  if (root.id !== rootRunId) {
    throw new NexError('invalid_request', 'The run is part of another run’s trajectory.', {
      where: 'id',
      hint: `Ask for the trajectory of ${root.id}.`,
    });
  }
  if (!isTerminal(root.state)) {
    throw new NexError('conflict', `The run is ${root.state}: its trajectory is not complete.`, {
      where: 'id',
      hint: 'Wait for the end of the run: GET /v1/runs/{id}/events ends with it.',
    });
  }
  const conversationOf = conversationsOf(messages);
  const runs = rows.map(
    (row): TrajectoryRun => ({
      runId: row.id,
      parentRunId: row.parent_run_id,
      parentCallId: row.parent_call_id,
      agent: row.agent,
      depth: row.depth,
      state: row.state,
      stopReason: row.stop_reason,
      tools: tools.get(row.id) ?? [],
      messages: conversationOf(row.id),
      ...earlier(leavesOf(messages.get(row.id) ?? [])),
      response: row.response,
      usage: ownUsage(row),
      startedAt: (row.started_at ?? row.created_at).toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
    }),
  );
  const model = root.model ?? '';
  return {
    version: 1,
    rootRunId,
    runs,
    usage: runs.reduce((sum, run) => addUsage(sum, run.usage), NO_USAGE),
    provenance: {
      model,
      provider: root.provider ?? '',
      offlineModel: isOfflineModel(model),
      seed: root.seed,
      frameworkDigest: root.bundle_digest,
      traceId: root.trace_id,
      ...(handling?.cassette &&
        handling.mode && { cassette: { name: handling.cassette, mode: handling.mode } }),
    },
    ...(finalState && { finalState }),
  };
}

/** What compactions took out of the conversation, as it was. */
function earlier(leaves: Message[][]): Pick<TrajectoryRun, 'earlierLeaves'> {
  const before = leaves.slice(0, -1);
  return before.length > 0 ? { earlierLeaves: before } : {};
}
