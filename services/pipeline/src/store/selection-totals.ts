/** How many runs of a build were kept, and how many were dropped for each reason. */
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const Total = z.object({ reason: z.string(), count: z.number().int() });

/** The kept ones have an empty reason. */
export function readSelectionTotals(db: Queryable, buildId: string): Promise<z.output<typeof Total>[]> {
  return many(
    db,
    Total,
    sql`select reason, count(*)::int as count from pipeline.selections where build_id = ${buildId} group by reason`,
  );
}
