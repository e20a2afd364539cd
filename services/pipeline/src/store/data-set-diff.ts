/** What is different between two versions of a data set, row by row, from the spans of their members. */
import { ROW_CHANGES } from '@nex/core';
import { many, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { rowState } from './data-set-members.ts';

export interface VersionPair {
  dataSetId: string;
  from: number;
  to: number;
}

const Count = z.object({
  change: z.enum([...ROW_CHANGES, 'unchanged']),
  reason: z.string(),
  rows: z.number().int(),
});

/** Rows by change and reason. */
export async function countChanges(db: Queryable, pair: VersionPair): Promise<z.output<typeof Count>[]> {
  return many(
    db,
    Count,
    sql`with ${changes(pair)} select change, reason, count(*)::int as rows from changes
      where change is not null group by change, reason order by rows desc, reason`,
  );
}

const Changed = z.object({
  change: z.enum(ROW_CHANGES),
  reason: z.string(),
  row_id: z.string(),
  run_id: z.string(),
  query_id: z.string(),
  query_index: z.number().int(),
  sample_index: z.number().int(),
});

/** A page in order of query and sample, after the given place. */
export async function listChanges(
  db: Queryable,
  pair: VersionPair,
  page: { limit: number; after: RowPlace },
): Promise<z.output<typeof Changed>[]> {
  const [queryIndex, sampleIndex] = page.after;
  return many(
    db,
    Changed,
    sql`with ${changes(pair)} select change, reason, row_id, run_id, query_id, query_index, sample_index from changes
      where change is not null and change <> 'unchanged' and (query_index, sample_index) > (${queryIndex}, ${sampleIndex})
      order by query_index, sample_index limit ${page.limit}`,
  );
}

/** Query and sample by index. */
export type RowPlace = readonly [queryIndex: number, sampleIndex: number];
export const BEFORE_ALL: RowPlace = [-1, -1];

const old: Sql = sql`old_`;
const now: Sql = sql`now_`;

/** What a version decided of each run. */
export function membersAt(dataSetId: string, version: number): Sql {
  return sql`(select * from pipeline.data_set_members where data_set_id = ${dataSetId}
    and first_version <= ${version} and (last_version is null or last_version >= ${version}))`;
}

/** The first of `flags` whose check is not among those of `others`. */
const flagBeyond = (flags: Sql, others: Sql) =>
  sql`(select flag from unnest(${flags}) flag where split_part(flag, '@', 1) not in (
    select split_part(other, '@', 1) from unnest(${others}) other) order by flag limit 1)`;

/**
 * A row came back by what had kept it out, or is new; it went by what keeps it out now; it changed by what it is made of,
 * its reward, a flag, or its measured difficulty.
 */
function changes({ dataSetId, from, to }: VersionPair): Sql {
  const flags = [sql`now_.flags`, sql`old_.flags`] as const;
  return sql`changes as (
    select case
        when now_.kept and old_.kept then
          case when ${rowState(old)} is distinct from ${rowState(now)} then 'changed' else 'unchanged' end
        when now_.kept then 'added' when old_.kept then 'removed' end as change,
      case
        when now_.kept and old_.kept then case
          when ${rowState(old)} is not distinct from ${rowState(now)} then ''
          when (old_.run_id, old_.row_id) is distinct from (now_.run_id, now_.row_id) then 'trajectory'
          when old_.reward is distinct from now_.reward then 'reward'
          else coalesce('flagged by ' || ${flagBeyond(...flags)},
            'no longer flagged by ' || ${flagBeyond(flags[1], flags[0])}, 'measured difficulty') end
        when now_.kept then coalesce(old_.decided_by, 'new')
        else coalesce(now_.decided_by, 'gone') end as reason,
      coalesce(now_.row_id, old_.row_id) as row_id, coalesce(now_.run_id, old_.run_id) as run_id,
      q.id as query_id, q.index as query_index, coalesce(now_.sample_index, old_.sample_index) as sample_index
    from ${membersAt(dataSetId, from)} old_
      full join ${membersAt(dataSetId, to)} now_
        on now_.query_id = old_.query_id and now_.sample_index = old_.sample_index
      join pipeline.queries q on q.id = coalesce(now_.query_id, old_.query_id)
  )`;
}
