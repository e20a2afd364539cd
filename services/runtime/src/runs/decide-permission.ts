/** A person's answer to a tool call that waits. The last open question of a tree wakes it. */
import { isTerminal, NexError } from '@nex/core';
import type { Context } from '../context.ts';
import { executeJob } from '../jobs/execute-job.ts';
import { readRunRow } from '../store/find-runs.ts';
import {
  decide,
  listPermissionRequests,
  type PermissionRow,
  resumeDecided,
} from '../store/permission-requests.ts';

export interface PermissionDecided {
  decision: 'allow' | 'deny';
  /** Allows every call of the same kind in the tree, those that wait now too. */
  always: boolean;
  reason: string | null;
}

/** The request after the decision. Throws `not_found`; `conflict` for one that is decided or whose run has ended. */
export async function decidePermission(
  context: Context,
  request: { runId: string; callId: string },
  answer: PermissionDecided,
): Promise<PermissionRow> {
  const rootRunId = await decide(context.pool, request, answer);
  if (rootRunId === undefined) throw await whyNot(context, request);
  context.bus.treeChanged(rootRunId);
  await wake(context, rootRunId);
  return findRequest(context, request);
}

/** Queues the root run if it waits for nobody any more. */
export async function wake({ pool, queue }: Context, rootRunId: string): Promise<void> {
  if (!(await resumeDecided(pool, rootRunId))) return;
  await queue.add('run.execute', [executeJob(await readRunRow(pool, rootRunId))]);
}

async function whyNot(context: Context, request: { runId: string; callId: string }): Promise<NexError> {
  const { decision, call_id: callId, root_run_id: rootRunId } = await findRequest(context, request);
  const { state } = await readRunRow(context.pool, rootRunId);
  const problem =
    decision === null && isTerminal(state)
      ? `The run has ended (${state}): nothing waits for a decision.`
      : `The call ${callId} is decided: ${decision}.`;
  return new NexError('conflict', problem, {
    where: 'callId',
    hint: 'GET /v1/runs/{id}/permissions lists what waits.',
  });
}

async function findRequest(
  { pool }: Context,
  { runId, callId }: { runId: string; callId: string },
): Promise<PermissionRow> {
  const rows = await listPermissionRequests(pool, runId);
  const row = rows.find((one) => one.run_id === runId && one.call_id === callId);
  if (row) return row;
  throw new NexError('not_found', `The run has not asked for the call ${callId.slice(0, 80)}.`, {
    where: 'callId',
    hint: 'GET /v1/runs/{id}/permissions lists what waits.',
  });
}
