/** Where a build waits for a person, and where one has let it go on. */
import { execute, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

export async function passedGates(db: Queryable, buildId: string): Promise<Set<string>> {
  const rows = await many(
    db,
    z.object({ stage: z.string() }),
    sql`select stage from pipeline.review_gates where build_id = ${buildId}`,
  );
  return new Set(rows.map(({ stage }) => stage));
}

/** Of a build that waits for its review: it is not asked for again after the stages that are done. */
export async function passGates(tx: Queryable, buildId: string): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.review_gates (build_id, stage)
      select b.id, s.name from pipeline.builds b join pipeline.stages s on s.build_id = b.id
      where b.id = ${buildId} and b.state = 'paused' and b.paused->>'reason' = 'review' and s.state = 'done'
        and b.spec->'review'->'after' ? s.name
      on conflict do nothing`,
  );
}
