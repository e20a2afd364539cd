/** What redaction took out of each trajectory: counts by kind and place, never a value. */
import { json, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import type { RedactionAudit } from '@nex/quality';
import * as z from 'zod';

export function insertionOfRedaction(
  buildId: string,
  runId: string,
  { policyId, policyVersion, entries }: RedactionAudit,
): Sql {
  return sql`insert into pipeline.redactions (run_id, build_id, policy_id, policy_version, entries)
    values (${runId}, ${buildId}, ${policyId}, ${policyVersion}, ${json(entries)}) on conflict do nothing`;
}

const Places = z.object({ places: z.number().int() });

/** How many places of the build's trajectories were changed. */
export async function countRedacted(db: Queryable, buildId: string): Promise<number> {
  const row = await maybeOne(
    db,
    Places,
    sql`select coalesce(sum((entry->>'count')::int), 0)::int as places
      from pipeline.redactions, jsonb_array_elements(entries) entry where build_id = ${buildId}`,
  );
  return row?.places ?? 0;
}
