/** A build's row as workers read it, and how it is made. Snapshots for callers are read elsewhere. */
import {
  BUILD_STATES,
  type BuildTask,
  CreateBuild,
  DEFAULT_DIFFICULTY,
  DifficultyDistribution,
  ExportFormat,
  ExportRequest,
  FailureShape,
  VERSION_REASONS,
} from '@nex/core';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { STAGE_ORDER } from './stage-order.ts';
import { insertTasks } from './tasks.ts';

/** A checked specification with every default filled in. Tasks lie in rows of their own. */
export const BuildSpec = CreateBuild.omit({ tasks: true }).extend({
  formats: z.array(ExportFormat).optional(),
  difficulty: DifficultyDistribution.default(DEFAULT_DIFFICULTY),
});
export type BuildSpec = z.output<typeof BuildSpec>;

/** What a terminal build was put back to work for, and how its data set is to be written then. */
export const Redo = ExportRequest.extend({
  formats: z.array(ExportFormat).optional(),
  reason: z.enum(VERSION_REASONS),
});
export type Redo = z.output<typeof Redo>;

const BuildRow = z.object({
  id: z.string(),
  tenant: z.string(),
  name: z.string(),
  state: z.enum(BUILD_STATES),
  framework_id: z.string(),
  framework_digest: z.string(),
  framework_name: z.string(),
  sentence: z.string(),
  spec: BuildSpec,
  spec_digest: z.string(),
  fence: z.coerce.number(),
  cancel_requested: z.boolean(),
  pause_requested: z.boolean(),
  traceparent: z.string(),
  trace_id: z.string(),
  failure: FailureShape.nullable(),
  created_at: z.date(),
  redo: Redo.nullable(),
});
export type BuildRow = z.output<typeof BuildRow>;

const columns = sql`id, tenant, name, state, framework_id, framework_digest, framework_name, sentence, spec, spec_digest,
  fence, cancel_requested, pause_requested, traceparent, trace_id, failure, created_at, redo`;

export interface NewBuild {
  id: string;
  name: string;
  frameworkDigest: string;
  frameworkName: string;
  sentence: string;
  spec: BuildSpec;
  tasks: readonly BuildTask[] | undefined;
  specDigest: string;
  idempotencyKey: string | undefined;
  traceparent: string;
  traceId: string;
}

/** Inserts the build with its stages, all queued. Throws a unique violation when the idempotency key is taken. */
export async function insertBuild(tx: Queryable, build: NewBuild): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.builds (id, name, state, framework_id, framework_digest, framework_name, sentence, spec,
        spec_digest, idempotency_key, traceparent, trace_id)
      values (${build.id}, ${build.name}, 'queued', ${build.spec.frameworkId}, ${build.frameworkDigest},
        ${build.frameworkName}, ${build.sentence}, ${json(build.spec)}, ${build.specDigest},
        ${build.idempotencyKey ?? null}, ${build.traceparent}, ${build.traceId})`,
  );
  await execute(
    tx,
    sql`insert into pipeline.stages (build_id, position, name, state)
      select ${build.id}, position, name, 'queued'
      from unnest(${[...STAGE_ORDER]}::text[]) with ordinality as stage (name, position)`,
  );
  if (build.tasks) await insertTasks(tx, build.id, build.tasks);
}

export async function findBuild(db: Queryable, id: string): Promise<BuildRow | undefined> {
  return maybeOne(db, BuildRow, sql`select ${columns} from pipeline.builds where id = ${id}`);
}

export async function findBuildByKey(db: Queryable, key: string): Promise<BuildRow | undefined> {
  return maybeOne(db, BuildRow, sql`select ${columns} from pipeline.builds where idempotency_key = ${key}`);
}

/** Takes the build up: the caller's fence is the newest from now on. `undefined` when the build is terminal. */
export async function claimBuild(db: Queryable, id: string): Promise<BuildRow | undefined> {
  return maybeOne(
    db,
    BuildRow,
    sql`update pipeline.builds set fence = fence + 1, state = 'running', version = version + 1
      where id = ${id} and state in ('queued', 'running') returning ${columns}`,
  );
}

/** Of the tenant at work. */
export async function countUnfinished(db: Queryable): Promise<number> {
  const row = await maybeOne(
    db,
    z.object({ count: z.coerce.number() }),
    sql`select count(*) as count from pipeline.builds where tenant = pipeline.tenant_at_work()
      and state in ('queued', 'running')`,
  );
  return row?.count ?? 0;
}

const Unfinished = z.object({ id: z.string(), traceparent: z.string(), place: z.coerce.number() });

/** Builds that some worker should be at, oldest first, with their place among those of their tenant, from 1. */
export async function unfinishedBuilds(db: Queryable): Promise<z.output<typeof Unfinished>[]> {
  return many(
    db,
    Unfinished,
    sql`select id, traceparent, row_number() over (partition by tenant order by created_at) as place
      from pipeline.builds where state in ('queued', 'running')
      order by created_at limit 1000`,
  );
}
