/** Events of a tree of runs, in the order of their sequence. */
import { RUN_EVENT_TYPES } from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { Count } from './run-row.ts';

export const StoredEvent = z.object({
  sequence: Count,
  run_id: z.string(),
  type: z.enum(RUN_EVENT_TYPES),
  timestamp_ms: Count,
  data: z.record(z.string(), z.json()),
});
export type StoredEvent = z.infer<typeof StoredEvent>;

/** At most `limit` events after the sequence. */
export function readEvents(
  on: Queryable,
  rootRunId: string,
  after: number,
  limit: number,
): Promise<StoredEvent[]> {
  return many(
    on,
    StoredEvent,
    sql`select sequence, run_id, type, timestamp_ms, data from runtime.events
      where root_run_id = ${rootRunId} and sequence > ${after} order by sequence limit ${limit}`,
  );
}
