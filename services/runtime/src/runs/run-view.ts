/** A run as callers see it. */
import { CassetteReport, type Failure, isCode, type Run, Usage } from '@nex/core';
import { ownUsage, RunRow } from '../store/run-row.ts';

/** A row with what the runs below it used, and the cassette of its tree. */
export const RunWithUsage = RunRow.extend({ tree_usage: Usage, cassette: CassetteReport.nullable() });
export type RunView = Run & { failure?: Failure };

/** `usage` covers the run and all runs below it. */
export function toRun(row: RunRow, usage: Usage = ownUsage(row)): RunView {
  return {
    id: row.id,
    state: row.state,
    stopReason: row.stop_reason,
    agent: row.agent,
    input: row.input,
    response: row.response,
    ...(row.output === null ? {} : { output: row.output }),
    usage,
    ...(row.failure && isCode(row.failure.code)
      ? { failure: { ...row.failure, code: row.failure.code } }
      : {}),
    parentRunId: row.parent_run_id,
    rootRunId: row.root_run_id,
    depth: row.depth,
    frameworkDigest: row.bundle_digest,
    seed: row.seed,
    traceId: row.trace_id,
    attempt: row.attempt,
    createdAt: row.created_at.toISOString(),
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
  };
}
