/** What stands between a root run and its tools. */
import { CassetteMode, FaultRule } from '@nex/core';
import { maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { Count } from './run-row.ts';

const Handling = z.object({
  cassette_id: Count.nullable(),
  cassette: z.string().nullable(),
  mode: CassetteMode.nullable(),
  faults: z.array(FaultRule).nullable(),
});
export type RunHandling = z.output<typeof Handling>;

export async function readHandling(on: Queryable, rootRunId: string): Promise<RunHandling | undefined> {
  return maybeOne(
    on,
    Handling,
    sql`select cassette_id, cassette, mode, faults from runtime.run_handlings where run_id = ${rootRunId}`,
  );
}
