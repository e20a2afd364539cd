/** The attempts at the runs of some queries, by sample and attempt. */
import { FailureShape, type RunAttempt, RunOutcome, StopReason, Usage } from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const Row = z.object({
  query_id: z.string(),
  sample_index: z.number().int(),
  attempt: z.number().int(),
  state: z.enum(['running', 'completed', 'failed', 'cancelled']),
  run_id: z.string().nullable(),
  outcome: RunOutcome.nullable(),
  stop_reason: StopReason.nullable(),
  failure: FailureShape.nullable(),
  usage: Usage.nullable(),
  dispatched_at: z.date(),
  started_at: z.date().nullable(),
  finished_at: z.date().nullable(),
});

/** What the words of a failure are where a policy redacts: a server may have quoted what it was sent. */
const REDACTED = 'The words of the failure are left out: a policy redacts this build.';

/** By the id of the query; one without attempts is not in it. */
export async function readAttempts(
  db: Queryable,
  queryIds: readonly string[],
  { redacted }: { redacted: boolean },
): Promise<ReadonlyMap<string, RunAttempt[]>> {
  const rows = await many(
    db,
    Row,
    sql`select query_id, sample_index, attempt, state, run_id, outcome, stop_reason, failure, usage, dispatched_at,
        started_at, finished_at
      from pipeline.run_attempts where query_id = any(${queryIds}::text[]) order by query_id, sample_index, attempt`,
  );
  const found = new Map<string, RunAttempt[]>();
  for (const row of rows) {
    const attempts = found.get(row.query_id) ?? [];
    const { failure } = row;
    const told = redacted && failure ? { code: failure.code, message: REDACTED } : failure;
    attempts.push(attemptOf({ ...row, failure: told }));
    found.set(row.query_id, attempts);
  }
  return found;
}

function attemptOf(row: z.output<typeof Row>): RunAttempt {
  return {
    sampleIndex: row.sample_index,
    attempt: row.attempt,
    state: row.state,
    ...(row.run_id !== null && { runId: row.run_id }),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.stop_reason !== null && { stopReason: row.stop_reason }),
    ...(row.failure !== null && { failure: row.failure }),
    ...(row.usage !== null && { usage: row.usage }),
    dispatchedAt: row.dispatched_at.toISOString(),
    ...(row.started_at !== null && { startedAt: row.started_at.toISOString() }),
    ...(row.finished_at !== null && { finishedAt: row.finished_at.toISOString() }),
  };
}
