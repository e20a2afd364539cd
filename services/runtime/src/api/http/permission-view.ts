/** A permission request as callers see it. */
import type { Permission } from '@nex/core';
import type { PermissionRow } from '../../store/permission-requests.ts';

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
