/** What trajectories share with benchmarks. */
import type { ContaminationHit } from '@nex/core';
import { execute, json, type Queryable, sql } from '@nex/postgres';

export async function insertContaminations(
  tx: Queryable,
  buildId: string,
  runId: string,
  hits: readonly ContaminationHit[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.contaminations (run_id, position, build_id, benchmark, kind, file, line, span, words, in_run,
        message_index)
      select ${runId}, position - 1, ${buildId}, hit->>'benchmark', hit->>'kind', hit->>'file', (hit->>'line')::int,
        hit->>'span', (hit->>'words')::int, hit->>'runId', (hit->>'messageIndex')::int
      from jsonb_array_elements(${json(hits)}::jsonb) with ordinality as found (hit, position)
      on conflict do nothing`,
  );
}
