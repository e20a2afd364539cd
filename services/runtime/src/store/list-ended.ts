import { type EndingsQuery, FailureShape, isCode, outcomeOf, type RunOutcome } from '@nex/core';
import { ENDED_AT, endedAfter, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { RunRow } from './run-row.ts';

const Row = RunRow.pick({ id: true, state: true, stop_reason: true }).extend({
  failure: FailureShape.nullable(),
  ended_at: z.string(),
});

export interface RunEnding {
  id: string;
  state: string;
  outcome: RunOutcome;
  failureCode: string;
  endedAt: string;
}

/** Root runs of the tenant, by the time of their end. */
export async function listEndedRuns(
  on: Queryable,
  tenant: string,
  { byPlatform, ...query }: EndingsQuery & { byPlatform: boolean },
): Promise<RunEnding[]> {
  const rows = await many(
    on,
    Row,
    sql`select id, state, stop_reason, failure, ${ENDED_AT} from runtime.runs
      where tenant = ${tenant} and by_platform = ${byPlatform} and parent_run_id is null and finished_at is not null
        ${endedAfter(query)}`,
  );
  return rows.map(({ id, state, stop_reason: stopReason, failure, ended_at: endedAt }) => {
    const known = failure && isCode(failure.code) ? { ...failure, code: failure.code } : undefined;
    return {
      id,
      state,
      outcome: outcomeOf({ state, stopReason, failure: known }),
      failureCode: known?.code ?? '',
      endedAt,
    };
  });
}
