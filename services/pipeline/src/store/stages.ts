/** The rows of a build's stages. */
import type { StageName } from '@nex/core';
import { execute, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

export interface StageCount {
  done: number;
  total: number;
}

export async function finishedStages(db: Queryable, buildId: string): Promise<Set<string>> {
  const rows = await many(
    db,
    z.object({ name: z.string() }),
    sql`select name from pipeline.stages where build_id = ${buildId} and state = 'done'`,
  );
  return new Set(rows.map(({ name }) => name));
}

export async function startStage(tx: Queryable, buildId: string, name: StageName): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.stages set state = 'running', started_at = coalesce(started_at, now()), finished_at = null,
        counted_at = now()
      where build_id = ${buildId} and name = ${name}`,
  );
}

/** Of a running stage. The time since the count before, or since the stage began or went on, is time at work. */
export async function countStage(
  tx: Queryable,
  buildId: string,
  name: StageName,
  count: StageCount,
): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.stages set done = ${count.done}, total = ${count.total}, counted_at = now(),
        worked_ms = worked_ms + greatest(0, coalesce(extract(epoch from now() - counted_at) * 1000, 0))
      where build_id = ${buildId} and name = ${name} and state = 'running'`,
  );
}

export async function endStage(tx: Queryable, buildId: string, name: StageName): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.stages set state = 'done', finished_at = now() where build_id = ${buildId} and name = ${name}`,
  );
}

/** The stage that was running when the build failed. */
export async function failOpenStage(tx: Queryable, buildId: string): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.stages set state = 'failed', finished_at = now()
      where build_id = ${buildId} and state = 'running'`,
  );
}
