/** A batch's row as workers read it, and how it is made. What callers see of it is read elsewhere. */
import { CreateRolloutBatch, ROLLOUT_BATCH_STATES, RolloutTask } from '@nex/core';
import { execute, json, many, maybeOne, type Pool, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** As it was taken in; tasks lie in rows of their own, and the agent is the bundle's. */
export const RolloutSpec = CreateRolloutBatch.omit({ tasks: true, agent: true }).extend({
  agentFile: z.string().optional(),
  /** A program of the trainer's runs its rollouts. */
  own: z.literal(true).optional(),
});
export type RolloutSpec = z.output<typeof RolloutSpec>;

const BatchRow = z.object({
  id: z.string(),
  tenant: z.string(),
  /** The key of its model. */
  model_tag: z.string(),
  state: z.enum(ROLLOUT_BATCH_STATES),
  spec: RolloutSpec,
  spec_digest: z.string(),
  bundle_digest: z.string(),
  fence: z.coerce.number(),
  reopened: z.number().int(),
  cancel_requested: z.boolean(),
  traceparent: z.string(),
  trace_id: z.string(),
});
export type BatchRow = z.output<typeof BatchRow>;

const columns = sql`id, tenant, model_tag, state, spec, spec_digest, bundle_digest, fence, reopened, cancel_requested,
  traceparent, trace_id`;

export interface NewRollout {
  id: string;
  groupId: string;
  taskIndex: number;
  runIndex: number;
  seed: number;
}

export interface NewBatch {
  id: string;
  modelKey: string;
  spec: RolloutSpec;
  specDigest: string;
  bundleDigest: string;
  idempotencyKey: string | undefined;
  traceparent: string;
  traceId: string;
  tasks: readonly RolloutTask[];
  rollouts: readonly NewRollout[];
  /** It is claimed from its begin on, under the fence 1. */
  atWork: boolean;
}

/** How long a batch is left to a process that says that it works on it. */
const WORKED = sql`interval '6 seconds'`;
/** Several times within it. */
export const WORK_RENEWAL_MS = 2000;

/** The batch with its tasks, groups and rollouts. Throws a unique violation when the idempotency key is taken. */
export async function insertBatch(pool: Pool, batch: NewBatch): Promise<void> {
  const { id, spec, modelKey } = batch;
  const rows = json(batch.rollouts);
  await pool.together([
    sql`with known as (
        insert into pipeline.trainer_models (tag) values (${modelKey}) on conflict (tag) do nothing returning tag)
      insert into pipeline.trainer_model_versions (tag, since, version) select tag, now(), 0 from known`,
    sql`insert into pipeline.rollout_batches (id, model_tag, state, spec, spec_digest, bundle_digest, idempotency_key,
        traceparent, trace_id, fence, worked_until)
      values (${id}, ${modelKey}, 'running', ${json(spec)}, ${batch.specDigest}, ${batch.bundleDigest},
        ${batch.idempotencyKey ?? null}, ${batch.traceparent}, ${batch.traceId},
        ${batch.atWork ? 1 : 0}, case when ${batch.atWork} then now() + ${WORKED} end)`,
    sql`insert into pipeline.rollout_tasks (batch_id, index, task)
      select ${id}, index - 1, task
      from jsonb_array_elements(${json(batch.tasks)}::jsonb) with ordinality as t (task, index)`,
    sql`insert into pipeline.rollout_groups (batch_id, group_id, model_tag, state)
      select distinct ${id}, r."groupId", ${modelKey}, 'open'
      from jsonb_to_recordset(${rows}::jsonb) as r ("groupId" text)`,
    sql`insert into pipeline.rollouts (id, batch_id, group_id, task_index, run_index, seed, state)
      select r.id, ${id}, r."groupId", r."taskIndex", r."runIndex", r.seed, 'queued'
      from jsonb_to_recordset(${rows}::jsonb)
        as r (id text, "groupId" text, "taskIndex" int, "runIndex" int, seed bigint)`,
  ]);
}

export async function findBatch(db: Queryable, id: string): Promise<BatchRow | undefined> {
  return maybeOne(
    db,
    BatchRow,
    prepared(sql`select ${columns} from pipeline.rollout_batches where id = ${id}`),
  );
}

export async function findBatchByKey(db: Queryable, key: string): Promise<BatchRow | undefined> {
  return maybeOne(
    db,
    BatchRow,
    prepared(sql`select ${columns} from pipeline.rollout_batches where idempotency_key = ${key}`),
  );
}

/** Takes the batch up: the caller's fence is the newest from now on. `undefined` when it does not run. */
export async function claimBatch(db: Queryable, id: string): Promise<BatchRow | undefined> {
  return maybeOne(
    db,
    BatchRow,
    prepared(sql`update pipeline.rollout_batches set fence = fence + 1, worked_until = null
      where id = ${id} and state = 'running'
      returning ${columns}`),
  );
}

/** Says that this process still works on them. */
export async function renewWork(db: Queryable, ids: readonly string[]): Promise<void> {
  await execute(
    db,
    sql`update pipeline.rollout_batches set worked_until = now() + ${WORKED}
      where id = any(${[...ids]}) and worked_until is not null`,
  );
}

/** Batches whose process is gone without a word. */
export async function lapsedBatches(db: Queryable): Promise<BatchRow[]> {
  return many(
    db,
    BatchRow,
    sql`select ${columns} from pipeline.rollout_batches where state = 'running' and worked_until < now() limit 1000`,
  );
}

/** Batches that some worker should be at by a job, oldest first. */
export async function runningBatches(db: Queryable): Promise<BatchRow[]> {
  return many(
    db,
    BatchRow,
    sql`select ${columns} from pipeline.rollout_batches
      where state = 'running' and (worked_until is null or worked_until < now()) order by created_at limit 1000`,
  );
}

/** In order of task, group and run. */
export async function readPlaces(db: Queryable, batchId: string) {
  const Place = z.object({
    rolloutId: z.string(),
    taskId: z.string(),
    groupId: z.string(),
    runIndex: z.number().int(),
  });
  return many(
    db,
    Place,
    sql`select r.id as "rolloutId", t.task->>'taskId' as "taskId", r.group_id as "groupId", r.run_index as "runIndex"
      from pipeline.rollouts r join pipeline.rollout_tasks t on t.batch_id = r.batch_id and t.index = r.task_index
      where r.batch_id = ${batchId} order by r.task_index, r.run_index`,
  );
}
