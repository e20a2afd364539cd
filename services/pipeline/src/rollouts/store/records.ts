/** The records of rollouts as rows: each once, compressed; what is decided later about one is laid over it when it is read. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { TrainerTrajectory, type Usage } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export interface PackedRecord {
  id: string;
  segmentIndex: number;
  oldestVersion: number | null;
  content: Buffer;
}

export async function packRecord(record: TrainerTrajectory): Promise<PackedRecord> {
  const versions = record.modelVersions.map(([, , version]) => version);
  return {
    id: record.trajectoryId,
    segmentIndex: record.segmentIndex,
    oldestVersion: versions.length === 0 ? null : Math.min(...versions),
    content: await compress(Buffer.from(JSON.stringify(record))),
  };
}

export async function unpackRecord(content: Uint8Array): Promise<TrainerTrajectory> {
  return TrainerTrajectory.parse(JSON.parse((await decompress(content)).toString('utf8')));
}

export interface EndedRollout {
  id: string;
  batchId: string;
  groupId: string;
  attempt: number;
  outcome: 'completed' | 'failed';
  usage: Usage;
}

/**
 * Stores the records of an attempt and ends the rollout; its group is complete when none of its rollouts is open.
 * `stored` is false when the attempt has ended or was given up before: then nothing is written.
 */
export async function endRollout(
  tx: Queryable,
  ended: EndedRollout,
  records: readonly PackedRecord[],
): Promise<{ stored: boolean; groupComplete: boolean }> {
  // One after the other, so that the last one sees that it is.
  await execute(
    tx,
    sql`select from pipeline.rollout_groups
      where batch_id = ${ended.batchId} and group_id = ${ended.groupId} for update`,
  );
  const count = await execute(
    tx,
    sql`update pipeline.rollouts set state = 'ready', outcome = ${ended.outcome}, usage = ${json(ended.usage)}
      where id = ${ended.id} and attempt = ${ended.attempt} and state in ('queued', 'running')`,
  );
  if (count === 0) return { stored: false, groupComplete: false };
  for (const record of records) {
    await execute(
      tx,
      sql`insert into pipeline.trainer_trajectories (id, rollout_id, batch_id, group_id, model_tag, attempt, segment_index,
          oldest_version, content)
        select ${record.id}, ${ended.id}, ${ended.batchId}, ${ended.groupId}, model_tag, ${ended.attempt},
          ${record.segmentIndex}, ${record.oldestVersion}, ${record.content}
        from pipeline.rollout_batches where id = ${ended.batchId}`,
    );
  }
  const complete = await maybeOne(
    tx,
    z.object({ group_id: z.string() }),
    sql`update pipeline.rollout_groups g set state = 'complete', completed_at = clock_timestamp()
      where g.batch_id = ${ended.batchId} and g.group_id = ${ended.groupId} and g.state = 'open' and not exists (
        select from pipeline.rollouts r where r.batch_id = g.batch_id and r.group_id = g.group_id
          and r.state in ('queued', 'running'))
      returning g.group_id`,
  );
  return { stored: true, groupComplete: complete !== undefined };
}
