/**
 * Builds as callers see them. Every number is counted from the rows in one statement, so a snapshot is of one
 * moment: stages, funnel and data set always agree.
 */
import {
  addUsage,
  BUILD_STATES,
  Build,
  type BuildQuery,
  BuildUsage,
  economyOf,
  FailureShape,
  Funnel,
  ImportState,
  ManifestFile,
  NO_USAGE,
  Pause,
  RunOutcome,
  Spending,
  Stage,
  stagePace,
  type Usage,
} from '@nex/core';
import { madeWithin, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { amountOf } from '../budget/amount.ts';
import { BuildSpec } from './build-row.ts';
import { IMPORT_STATE } from './imports.ts';
import { flagsOf } from './selections.ts';
import { JUDGE_USAGES, RESERVED } from './spending.ts';
import { SUMMED_USAGE, SummedUsage } from './summed-usage.ts';

export interface Snapshot {
  version: number;
  build: Build;
}

const StageRow = Stage.pick({ name: true, state: true, done: true, total: true }).extend({
  worked_ms: z.number(),
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
  elapsed_ms: z.number(),
  stages: z.array(StageRow),
  paused: Pause.nullable(),
  queries: z.object({ accepted: z.number(), rejected: z.number() }),
  shortfall: z.record(z.string(), z.number()).nullable(),
  enhanced: Funnel.shape.queries.shape.enhanced.nullable(),
  synthesis: SummedUsage,
  verifying: SummedUsage,
  reserved: Spending,
  runs: z.object({
    total: z.number(),
    completed: z.number(),
    failed: z.number(),
    cancelled: z.number(),
  }),
  attempts: z.object({ count: z.number(), usage: SummedUsage }),
  outcomes: z.partialRecord(RunOutcome, z.number()),
  verified: z.object({ passed: z.number(), failed: z.number(), broken: z.number() }),
  judging: SummedUsage,
  kept: z.number(),
  drop_reasons: z.record(z.string(), z.number()),
  flag_reasons: z.record(z.string(), z.number()),
  width: z.number().nullable(),
  import: ImportState.nullable(),
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

const buildColumn: Sql = { text: 'b.id', values: [] };

/** Null where no enhancer was called for. Joins nothing: a build has a row for each query and more. */
const ENHANCED = sql`(select jsonb_object_agg(name, jsonb_build_object('applied', applied, 'otherwise', otherwise)) from (
    select name, coalesce(sum(times) filter (where reason = ''), 0) as applied,
      coalesce(jsonb_object_agg(reason, times) filter (where reason <> ''), '{}') as otherwise
    from (
      select name, reason, count(*) as times from pipeline.query_enhancements where build_id = b.id
      group by name, reason) counted
    group by name) named)`;

function select(rest: Sql): Sql {
  return sql`select b.id, b.name, b.state, b.framework_id, b.framework_digest, b.spec, b.version, b.trace_id, b.model,
      b.failure, b.paused, b.width, b.created_at, b.finished_at,
      (extract(epoch from coalesce(b.finished_at, now()) - b.created_at) * 1000)::float8 as elapsed_ms,
      (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'state', state, 'done', done, 'total', total,
          'started_at', started_at, 'finished_at', finished_at, 'worked_ms', worked_ms) order by position), '[]')
        from pipeline.stages where build_id = b.id) as stages,
      (select jsonb_build_object('accepted', count(*) filter (where state = 'accepted'),
          'rejected', count(*) filter (where state = 'rejected'))
        from pipeline.queries where build_id = b.id) as queries,
      (select reasons from pipeline.query_shortfalls where build_id = b.id) as shortfall,
      ${ENHANCED} as enhanced,
      (select ${SUMMED_USAGE} from (
        select usage from pipeline.synthesis_calls where build_id = b.id union all
        select b.forgotten_usage where b.forgotten_usage is not null) calls) as synthesis,
      (select ${SUMMED_USAGE} from pipeline.verifications where build_id = b.id) as verifying,
      ${RESERVED} as reserved,
      ${IMPORT_STATE} as import,
      (select jsonb_build_object('total', count(*), 'completed', count(*) filter (where state = 'completed'),
          'failed', count(*) filter (where state = 'failed'),
          'cancelled', count(*) filter (where state = 'cancelled'))
        from pipeline.query_runs where build_id = b.id) as runs,
      (select jsonb_build_object('count', count(*), 'usage', ${SUMMED_USAGE})
        from pipeline.run_attempts where build_id = b.id) as attempts,
      (select coalesce(jsonb_object_agg(outcome, runs), '{}') from (
        select outcome, count(*) as runs from pipeline.query_runs where build_id = b.id and outcome is not null
        group by outcome) counted) as outcomes,
      (select jsonb_build_object('passed', count(*) filter (where passed),
          'failed', count(*) filter (where not passed), 'broken', count(*) filter (where passed is null))
        from pipeline.run_rewards where build_id = b.id) as verified,
      (select count(*)::int from pipeline.selections where build_id = b.id and kept) as kept,
      (select coalesce(jsonb_object_agg(reason, dropped), '{}') from (
        select reason, count(*) as dropped from pipeline.selections where build_id = b.id and not kept
        group by reason) reasons) as drop_reasons,
      (select coalesce(jsonb_object_agg(reason, flagged), '{}') from (
        select f.reason, count(distinct f.run_id) as flagged from (${flagsOf(buildColumn)}) f
          join pipeline.selections s on s.build_id = b.id and s.run_id = f.run_id and s.kept
        group by f.reason) reasons) as flag_reasons,
      (select ${SUMMED_USAGE} from (${JUDGE_USAGES}) judged) as judging,
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
  { limit, cursor, state, frameworkId, ...made }: BuildQuery,
): Promise<{ items: Build[]; nextCursor: string | null }> {
  const where = sql`where true ${cursor === undefined ? sql`` : sql`and b.id < ${cursor}`}
    ${state === undefined ? sql`` : sql`and b.state = ${state}`}
    ${frameworkId === undefined ? sql`` : sql`and b.framework_id = ${frameworkId}`}
    ${madeWithin(sql`b.created_at`, made)}`;
  const rows = await many(db, SnapshotRow, select(sql`${where} order by b.id desc limit ${limit + 1}`));
  const items = rows.slice(0, limit).map(toBuild);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

const VersionRow = z.object({ version: z.coerce.number() });

/** Cheap look whether a snapshot is still the newest. */
export async function readVersion(db: Queryable, id: string): Promise<number | undefined> {
  return (await maybeOne(db, VersionRow, sql`select version from pipeline.builds where id = ${id}`))?.version;
}

function toBuild(row: z.output<typeof SnapshotRow>): Build {
  const summed = {
    synthesis: row.synthesis,
    runs: row.attempts.usage,
    ...(row.verifying.modelCalls > 0 && { verifying: row.verifying }),
    ...(row.judging.modelCalls > 0 && { judging: row.judging }),
  };
  const usage = BuildUsage.parse(summed);
  const unpriced = Object.entries(summed).filter(([, { unpricedCalls }]) => unpricedCalls > 0);
  const funnel = toFunnel(row);
  const { throttledCalls = 0 } = allOf(usage);
  const { concurrency: limit } = row.spec;
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    frameworkId: row.framework_id,
    frameworkDigest: row.framework_digest,
    spec: row.spec,
    stages: row.stages.map((stage) => toStage(stage, row.state === 'running')),
    funnel,
    ...(row.import === null ? {} : { import: row.import }),
    ...(row.width === null
      ? {}
      : { concurrency: { limit, width: Math.min(row.width, limit), throttled: throttledCalls } }),
    ...(row.paused === null ? {} : { paused: row.paused }),
    usage,
    spending: { spent: amountOf(allOf(usage)), reserved: row.reserved },
    economy: economyOf(usage, new Set(unpriced.map(([part]) => part)), funnel),
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.data_set === null ? {} : { dataSet: row.data_set }),
    ...(row.failure === null ? {} : { failure: row.failure }),
    traceId: row.trace_id,
    createdAt: row.created_at.toISOString(),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    elapsedMs: Math.max(0, Math.round(row.elapsed_ms)),
  };
}

function toStage(
  {
    started_at: startedAt,
    finished_at: finishedAt,
    worked_ms: workedMs,
    ...stage
  }: z.output<typeof StageRow>,
  buildRuns: boolean,
): Stage {
  return {
    ...stage,
    ...(startedAt === null ? {} : { startedAt: new Date(startedAt).toISOString() }),
    ...(finishedAt === null ? {} : { finishedAt: new Date(finishedAt).toISOString() }),
    ...stagePace({ ...stage, workedMs, working: buildRuns && stage.state === 'running' }),
  };
}

/** Of all parts together. */
export function allOf(usage: BuildUsage): Usage {
  return Object.values(usage).reduce(addUsage, NO_USAGE);
}

function toFunnel({
  spec,
  import: imported,
  queries,
  shortfall,
  enhanced,
  runs,
  attempts,
  outcomes,
  verified,
  kept,
  drop_reasons: dropReasons,
  flag_reasons: flagReasons,
}: z.output<typeof SnapshotRow>): Funnel {
  return {
    // An import has what is in its file, and no framework.
    frameworks: imported ? 0 : 1,
    queries: {
      requested: imported ? queries.accepted : spec.queries,
      accepted: queries.accepted,
      rejected: queries.rejected,
      ...(shortfall && { shortfall }),
      ...(enhanced && { enhanced }),
    },
    runs,
    attempts: attempts.count,
    outcomes,
    kept,
    dropped: Object.values(dropReasons).reduce((sum, count) => sum + count, 0),
    dropReasons,
    flagReasons,
    ...(verified.passed + verified.failed + verified.broken > 0 && { verified }),
  };
}
