/** The state of tool servers that runs begin with, and what of it was kept at their end. */
import { FinalState, InitialState } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const RunState = z.object({ initial: InitialState.nullable(), captured: z.array(z.string()) });
export type RunState = z.output<typeof RunState>;

export async function readRunState(on: Queryable, runId: string): Promise<RunState | undefined> {
  return maybeOne(
    on,
    RunState,
    sql`select initial, captured from runtime.run_states where run_id = ${runId}`,
  );
}

/** The newest word counts: a run that is taken up again reads the state anew. */
export async function saveFinalState(on: Queryable, runId: string, final: FinalState): Promise<void> {
  await execute(on, sql`update runtime.run_states set final = ${json(final)} where run_id = ${runId}`);
}

export async function readFinalState(on: Queryable, runId: string): Promise<FinalState | undefined> {
  const row = await maybeOne(
    on,
    z.object({ final: FinalState.nullable() }),
    sql`select final from runtime.run_states where run_id = ${runId}`,
  );
  return row?.final ?? undefined;
}
