import type { EndingsQuery } from '@nex/core';
import { ENDED_AT, endedAfter, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const Row = z
  .object({ id: z.string(), state: z.string(), failure_code: z.string().nullable(), ended_at: z.string() })
  .transform(({ id, state, failure_code, ended_at }) => ({
    id,
    state,
    outcome: '',
    failureCode: failure_code ?? '',
    endedAt: ended_at,
  }));

/** Of the tenant at work, by the time of their end. */
export function listEndedFrameworks(on: Queryable, query: EndingsQuery): Promise<z.output<typeof Row>[]> {
  return many(
    on,
    Row,
    sql`select id, state, failure->>'code' as failure_code, ${ENDED_AT} from generator.frameworks
      where finished_at is not null ${endedAfter(query)}`,
  );
}
