/**
 * What each version of a data set decided of each run. A decision that stays the same over versions is one row, with the
 * first and the last of them; a newer version of a check alone does not make it another.
 */
import { execute, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

/** Names of the checks among flags, without versions. */
const flagNames = (flags: Sql) => sql`array(select split_part(flag, '@', 1) from unnest(${flags}) flag)`;

/** What tells two states of a kept row apart, for `is distinct from`. */
export const rowState = (alias: Sql) =>
  sql`(${alias}.run_id, ${alias}.row_id, ${alias}.reward, ${alias}.measured, ${flagNames(sql`${alias}.flags`)})`;

const now: Sql = sql`now_`;
const known: Sql = sql`known`;

/** Whether selections make other rows than the newest version has. */
export async function membersDiffer(db: Queryable, dataSetId: string, buildId: string): Promise<boolean> {
  const row = await maybeOne(
    db,
    z.object({ differ: z.boolean() }),
    // Counted, since a plan that hopes for an early first row takes the square of the rows when there is none.
    sql`select (
        select count(*) from pipeline.data_set_members known
        where data_set_id = ${dataSetId} and last_version is null and kept and not exists (
          select from pipeline.current_members now_
          where now_.build_id = ${buildId} and now_.kept and now_.query_id = known.query_id
            and now_.sample_index = known.sample_index and ${rowState(now)} is not distinct from ${rowState(known)})
      ) + (
        select count(*) from pipeline.selections s where s.build_id = ${buildId} and s.kept and not exists (
          select from pipeline.data_set_members known
          where known.data_set_id = ${dataSetId} and known.last_version is null and known.kept
            and known.query_id = s.query_id and known.sample_index = s.sample_index)
      ) > 0 as differ`,
  );
  return row?.differ ?? false;
}

/** Ends what no longer holds with the version before, and begins what holds from this one on. */
export async function recordMembers(
  tx: Queryable,
  dataSetId: string,
  buildId: string,
  version: number,
): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.data_set_members known set last_version = ${version - 1}
      where data_set_id = ${dataSetId} and last_version is null and not exists (
        select from pipeline.current_members now_
        where now_.build_id = ${buildId} and now_.query_id = known.query_id and now_.sample_index = known.sample_index
          and now_.kept = known.kept and now_.reason = known.reason and now_.decided_by = known.decided_by
          and ${rowState(now)} is not distinct from ${rowState(known)})`,
  );
  await execute(
    tx,
    sql`insert into pipeline.data_set_members (data_set_id, query_id, sample_index, first_version, run_id, row_id, kept,
        reason, decided_by, flags, reward, measured)
      select ${dataSetId}, query_id, sample_index, ${version}, run_id, row_id, kept, reason, decided_by, flags, reward,
        measured
      from pipeline.current_members now_
      where build_id = ${buildId} and not exists (
        select from pipeline.data_set_members known
        where known.data_set_id = ${dataSetId} and known.last_version is null and known.query_id = now_.query_id
          and known.sample_index = now_.sample_index)`,
  );
}

/** Digest over the ids of the kept rows, in order of query and sample. */
export async function readRowsDigest(db: Queryable, buildId: string): Promise<string> {
  const row = await maybeOne(
    db,
    z.object({ digest: z.string() }),
    sql`select 'sha256:' || encode(sha256(convert_to(coalesce(
        string_agg(t.digest, E'\n' order by run.query_index, run.sample_index), ''), 'UTF8')), 'hex') as digest
      from pipeline.selections s
        join pipeline.query_runs run on run.query_id = s.query_id and run.sample_index = s.sample_index
        join pipeline.trajectories t on t.run_id = s.run_id
      where s.build_id = ${buildId} and s.kept`,
  );
  return row?.digest ?? '';
}
