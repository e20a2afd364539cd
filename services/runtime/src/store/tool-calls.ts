/** The durable marks of the tool calls of a run's open turn. */
import type { CallState } from '@nex/agent';
import type { ToolOutcome } from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const Mark = z.object({
  call_id: z.string(),
  state: z.enum(['started', 'finished']),
  // Written by this service from a ToolOutcome.
  outcome: z.custom<ToolOutcome>().nullable(),
});

/** Call id → what is known of it, of calls whose turn is not complete. */
export async function readOpenCalls(on: Queryable, runId: string): Promise<Map<string, CallState>> {
  const rows = await many(
    on,
    Mark,
    sql`select call_id, state, outcome from runtime.tool_calls
      where run_id = ${runId} and (state = 'started' or outcome is not null)`,
  );
  return new Map(
    rows.map(({ call_id: id, outcome }): [string, CallState] => [
      id,
      outcome ? { state: 'finished', outcome } : { state: 'unknown' },
    ]),
  );
}

/** Ids of every call that the run made, for runs whose conversation does not hold them all any more. */
export async function readCallIds(on: Queryable, runId: string): Promise<string[]> {
  const rows = await many(
    on,
    z.object({ call_id: z.string() }),
    sql`select call_id from runtime.tool_calls where run_id = ${runId}`,
  );
  return rows.map((row) => row.call_id);
}
