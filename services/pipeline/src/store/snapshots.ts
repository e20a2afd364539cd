/**
 * Builds as callers see them. Every number is counted from the rows in one statement, so a snapshot is of one
 * moment: stages, funnel and data set always agree.
 */
import {
  BUILD_STATES,
  Build,
  FailureShape,
  type Funnel,
  ManifestFile,
  NO_USAGE,
  Stage,
  Usage,
} from '@nex/core';
import { many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { BuildSpec } from './build-row.ts';

export interface Snapshot {
  version: number;
  build: Build;
}

const StageRow = Stage.omit({ startedAt: true, finishedAt: true }).extend({
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});

const SnapshotRow = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(BUILD_STATES),
  framework_id: z.string(),
  framework_digest: z.string(),
  spec: BuildSpec,
  version: z.coerce.number(),
  trace_id: z.string(),
  model: z.object({ name: z.string(), provider: z.string(), offlineModel: z.boolean() }).nullable(),
  failure: FailureShape.nullable(),
  created_at: z.date(),
  finished_at: z.date().nullable(),
  stages: z.array(StageRow),
  queries: z.object({ accepted: z.number(), rejected: z.number(), usage: Usage.nullable() }),
  runs: z.object({
    total: z.number(),
    completed: z.number(),
    failed: z.number(),
    cancelled: z.number(),
    usage: Usage.nullable(),
  }),
  verified: z.object({ passed: z.number(), failed: z.number(), broken: z.number() }),
  kept: z.number(),
  drop_reasons: z.record(z.string(), z.number()),
  flag_reasons: z.record(z.string(), z.number()),
  data_set: z
    .object({
      id: z.string(),
      version: z.number(),
      rows: z.number(),
      digest: z.string(),
      files: z.array(ManifestFile),
    })
    .nullable(),
});

const summedUsage = (column: Sql) => sql`jsonb_build_object(
  'inputTokens', coalesce(sum((${column}->>'inputTokens')::bigint), 0),
  'outputTokens', coalesce(sum((${column}->>'outputTokens')::bigint), 0),
  'cachedInputTokens', coalesce(sum((${column}->>'cachedInputTokens')::bigint), 0),
  'reasoningTokens', coalesce(sum((${column}->>'reasoningTokens')::bigint), 0),
  'modelCalls', coalesce(sum((${column}->>'modelCalls')::bigint), 0))`;

const usageColumn: Sql = { text: 'usage', values: [] };

function select(rest: Sql): Sql {
  return sql`select b.id, b.name, b.state, b.framework_id, b.framework_digest, b.spec, b.version, b.trace_id, b.model,
      b.failure, b.created_at, b.finished_at,
      (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'state', state, 'done', done, 'total', total,
          'started_at', started_at, 'finished_at', finished_at) order by position), '[]')
        from pipeline.stages where build_id = b.id) as stages,
      (select jsonb_build_object('accepted', count(*) filter (where state = 'accepted'),
          'rejected', count(*) filter (where state = 'rejected'), 'usage', (select ${summedUsage(usageColumn)} from (
            select usage from pipeline.queries where build_id = b.id union all
            select usage from pipeline.synthesis_calls
              where build_id = b.id and question = 'problem_type_expansion') calls))
        from pipeline.queries where build_id = b.id) as queries,
      (select jsonb_build_object('total', count(*), 'completed', count(*) filter (where state = 'completed'),
          'failed', count(*) filter (where state = 'failed'),
          'cancelled', count(*) filter (where state = 'cancelled'), 'usage', ${summedUsage(usageColumn)})
        from pipeline.query_runs where build_id = b.id) as runs,
      (select jsonb_build_object('passed', count(*) filter (where passed),
          'failed', count(*) filter (where not passed), 'broken', count(*) filter (where passed is null))
        from pipeline.run_rewards where build_id = b.id) as verified,
      (select count(*)::int from pipeline.selections where build_id = b.id and kept) as kept,
      (select coalesce(jsonb_object_agg(reason, dropped), '{}') from (
        select reason, count(*) as dropped from pipeline.selections where build_id = b.id and not kept
        group by reason) reasons) as drop_reasons,
      (select coalesce(jsonb_object_agg(reason, flagged), '{}') from (
        select v.reason, count(distinct v.run_id) as flagged from pipeline.current_verdicts v
          join pipeline.selections s on s.build_id = v.build_id and s.run_id = v.run_id and s.kept
        where v.build_id = b.id and v.verdict = 'flag' group by v.reason) reasons) as flag_reasons,
      (select jsonb_build_object('id', ds.id, 'version', v.version, 'rows', v.rows, 'digest', v.digest,
          'files', v.manifest->'files')
        from pipeline.data_sets ds join pipeline.data_set_versions v on v.data_set_id = ds.id
        where ds.build_id = b.id order by v.version desc limit 1) as data_set
    from pipeline.builds b ${rest}`;
}

export async function readSnapshot(db: Queryable, id: string): Promise<Snapshot | undefined> {
  const row = await maybeOne(db, SnapshotRow, select(sql`where b.id = ${id}`));
  return row && { version: row.version, build: toBuild(row) };
}

/** Newest first. The cursor is the last id of the page before. */
export async function listSnapshots(
  db: Queryable,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Build[]; nextCursor: string | null }> {
  const where = page.cursor === undefined ? sql`` : sql`where b.id < ${page.cursor}`;
  const rows = await many(db, SnapshotRow, select(sql`${where} order by b.id desc limit ${page.limit + 1}`));
  const items = rows.slice(0, page.limit).map(toBuild);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

const VersionRow = z.object({ version: z.coerce.number() });

/** Cheap look whether a snapshot is still the newest. */
export async function readVersion(db: Queryable, id: string): Promise<number | undefined> {
  return (await maybeOne(db, VersionRow, sql`select version from pipeline.builds where id = ${id}`))?.version;
}

function toBuild(row: z.output<typeof SnapshotRow>): Build {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    frameworkId: row.framework_id,
    frameworkDigest: row.framework_digest,
    spec: row.spec,
    stages: row.stages.map(({ started_at: startedAt, finished_at: finishedAt, ...stage }) => ({
      ...stage,
      ...(startedAt === null ? {} : { startedAt: new Date(startedAt).toISOString() }),
      ...(finishedAt === null ? {} : { finishedAt: new Date(finishedAt).toISOString() }),
    })),
    funnel: toFunnel(row),
    usage: { synthesis: row.queries.usage ?? NO_USAGE, runs: row.runs.usage ?? NO_USAGE },
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.data_set === null ? {} : { dataSet: row.data_set }),
    ...(row.failure === null ? {} : { failure: row.failure }),
    traceId: row.trace_id,
    createdAt: row.created_at.toISOString(),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
  };
}

function toFunnel({
  spec,
  queries,
  runs,
  verified,
  kept,
  drop_reasons: dropReasons,
  flag_reasons: flagReasons,
}: z.output<typeof SnapshotRow>): Funnel {
  return {
    frameworks: 1,
    queries: { requested: spec.queries, accepted: queries.accepted, rejected: queries.rejected },
    runs: { total: runs.total, completed: runs.completed, failed: runs.failed, cancelled: runs.cancelled },
    kept,
    dropped: Object.values(dropReasons).reduce((sum, count) => sum + count, 0),
    dropReasons,
    flagReasons,
    ...(verified.passed + verified.failed + verified.broken > 0 && { verified }),
  };
}
