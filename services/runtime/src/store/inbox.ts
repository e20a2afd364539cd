/** User messages for runs that are at work. */
import { Message } from '@nex/core';
import { execute, json, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { TERMINAL } from './run-row.ts';

/** False when the run has ended. A run that is about to end well sees the message and goes on. */
export async function putInInbox(on: Queryable, runId: string, message: Message): Promise<boolean> {
  // The count is in the row that the end of a run is written to, so one of the two waits for the other.
  const rows = await execute(
    on,
    sql`with counted as (
      update runtime.runs set inbox_count = inbox_count + 1
      where id = ${runId} and state not in ${TERMINAL} returning id)
    insert into runtime.inbox (run_id, message) select id, ${json(message)}::jsonb from counted`,
  );
  return rows > 0;
}

/** What waits, in the order of arrival. */
export function readInbox(on: Queryable, runId: string): Promise<{ id: string; message: Message }[]> {
  return many(
    on,
    z.object({ id: z.string(), message: Message }),
    sql`select id::text, message from runtime.inbox where run_id = ${runId} and not taken order by id`,
  );
}
