/** Permission requests as callers see them, one by one and in pages. */
import { type PageQuery, type Permission, pageOfAll } from '@nex/core';
import type { Context } from '../../context.ts';
import { findRun } from '../../store/find-runs.ts';
import { listPermissionRequests, type PermissionRow } from '../../store/permission-requests.ts';

const keyOf = ({ runId, callId }: Permission) => `${runId}/${callId}`;

/** Of the whole tree of runs, oldest first. Throws `not_found`. */
export async function permissionsOf({ pool }: Context, runId: string, asked: PageQuery) {
  await findRun(pool, runId);
  const rows = await listPermissionRequests(pool, runId);
  return pageOfAll(rows.map(toPermission), asked, keyOf);
}

export function toPermission(row: PermissionRow): Permission {
  return {
    runId: row.run_id,
    callId: row.call_id,
    toolName: row.tool_name,
    arguments: row.arguments,
    prompt: row.prompt,
    key: row.key,
    decision: row.decision,
    always: row.always,
    reason: row.reason,
    createdAt: row.created_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
  };
}
