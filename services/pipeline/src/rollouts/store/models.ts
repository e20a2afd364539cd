/** Trainers' models by their keys: whether they run, and which weights were in force when. */
import { NexError, type TrainerModel } from '@nex/core';
import { execute, many, maybeOne, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { modelTagOf } from '../model-key.ts';

const ModelRow = z.object({
  tag: z.string(),
  version: z.number().int(),
  weights_uri: z.string().nullable(),
  paused_at: z.date().nullable(),
  updated_at: z.date(),
});
type ModelRow = z.output<typeof ModelRow>;

const columns = sql`tag, version, weights_uri, paused_at, updated_at`;

/** Throws `not_found` for a tag that no batch has named yet. */
async function lockModel(tx: Queryable, tag: string): Promise<ModelRow> {
  const row = await maybeOne(
    tx,
    ModelRow,
    sql`select ${columns} from pipeline.trainer_models where tag = ${tag} for update`,
  );
  if (row) return row;
  throw new NexError('not_found', `There is no model ${modelTagOf(tag)}.`, {
    hint: 'A model is known from its first rollout batch on.',
  });
}

/** From its commit on no rollout of the tag is begun. Idempotent. */
export async function pauseModel(
  tx: Queryable,
  tag: string,
  { inFlight }: { inFlight: 'finish' | 'mark' },
): Promise<TrainerModel> {
  await lockModel(tx, tag);
  if (inFlight === 'mark') {
    await execute(
      tx,
      sql`update pipeline.rollouts r set across_pause = true from pipeline.rollout_batches b
        where b.id = r.batch_id and b.model_tag = ${tag} and b.state = 'running' and r.state = 'running'`,
    );
  }
  return updated(
    tx,
    sql`update pipeline.trainer_models set paused_at = coalesce(paused_at, now()), updated_at = now()
      where tag = ${tag} returning ${columns}`,
  );
}

/** Throws `conflict` for a version below the one in force. The time of a pause does not count for groups. */
export async function resumeModel(
  tx: Queryable,
  tag: string,
  { version, weightsUri }: { version: number; weightsUri?: string | undefined },
): Promise<TrainerModel> {
  const before = await lockModel(tx, tag);
  if (version < before.version) {
    throw new NexError('conflict', `The model ${modelTagOf(tag)} is at version ${before.version}.`, {
      where: 'version',
      hint: 'Versions only grow; give this one or a higher one.',
    });
  }
  if (version > before.version) {
    await execute(
      tx,
      sql`insert into pipeline.trainer_model_versions (tag, since, version)
        values (${tag}, clock_timestamp(), ${version})`,
    );
  }
  await execute(
    tx,
    sql`update pipeline.rollout_groups g set deadline = g.deadline + (now() - m.paused_at)
      from pipeline.trainer_models m
      where m.tag = ${tag} and m.paused_at is not null and g.model_tag = m.tag and g.state = 'open'
        and g.deadline is not null`,
  );
  return updated(
    tx,
    sql`update pipeline.trainer_models set version = ${version}, paused_at = null, updated_at = now(),
        weights_uri = coalesce(${weightsUri ?? null}::text, weights_uri)
      where tag = ${tag} returning ${columns}`,
  );
}

async function updated(tx: Queryable, query: ReturnType<typeof sql>): Promise<TrainerModel> {
  const row = await maybeOne(tx, ModelRow, query);
  if (!row) throw new NexError('internal', 'A model that was locked is gone.');
  return {
    tag: modelTagOf(row.tag),
    state: row.paused_at === null ? 'running' : 'paused',
    version: row.version,
    ...(row.weights_uri === null ? {} : { weightsUri: row.weights_uri }),
    updatedAt: row.updated_at.toISOString(),
  };
}

const Version = z.object({ since_ms: z.coerce.number(), version: z.number().int() });
export type VersionSince = z.output<typeof Version>;

/** Oldest first. */
export async function readVersions(db: Queryable, tag: string): Promise<VersionSince[]> {
  return many(
    db,
    Version,
    prepared(sql`select extract(epoch from since) * 1000 as since_ms, version from pipeline.trainer_model_versions
      where tag = ${tag} order by since`),
  );
}
