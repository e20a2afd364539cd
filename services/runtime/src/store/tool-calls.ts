/** The durable marks around a tool call. */
import { type ToolOutcome } from '@nex/core';
import { maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Claim } from './claim.ts';
import { ClaimLost } from './claim-lost.ts';

const Before = z.object({
  state: z.enum(['intended', 'started', 'finished']).nullable(),
  // Written by this service from a ToolOutcome.
  outcome: z.custom<ToolOutcome>().nullable(),
});
export type CallBefore = z.infer<typeof Before>;

/** Marks the call as started unless it is finished; how it stood before. Throws `ClaimLost`. */
export async function startToolCall(
  on: Queryable,
  claim: Claim,
  runId: string,
  callId: string,
): Promise<CallBefore> {
  const row = await maybeOne(
    on,
    Before,
    sql`with gate as (
      select 1 from runtime.run_trees where root_run_id = ${claim.rootRunId} and fence = ${claim.fence} for share),
    before as (
      select state, outcome from runtime.tool_calls where run_id = ${runId} and call_id = ${callId}),
    started as (
      update runtime.tool_calls t set state = 'started', starts = t.starts + 1
      from gate where t.run_id = ${runId} and t.call_id = ${callId} and t.state <> 'finished')
    select before.state, before.outcome from gate left join before on true`,
  );
  if (!row) throw new ClaimLost(claim.rootRunId);
  return row;
}
