/** The records of rollouts as rows: each once, compressed; what is decided later about one is laid over it when it is read. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { TrainerTrajectory, type Usage } from '@nex/core';
import { json, type Results, type Sql, sql } from '@nex/postgres';

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
 * Stores the records of an attempt and ends the rollout; its group is complete when none of its rollouts is open. Nothing is
 * written when the attempt has ended or was given up before: `wasStored` tells.
 */
export function endRollout(ended: EndedRollout, records: readonly PackedRecord[]): Sql[] {
  const { id, batchId, groupId, attempt } = ended;
  return [
    // One after the other, so that the last one sees that it is.
    sql`select from pipeline.rollout_groups where batch_id = ${batchId} and group_id = ${groupId} for update`,
    sql`with ended as (
        update pipeline.rollouts set state = 'ready', outcome = ${ended.outcome}, usage = ${json(ended.usage)}
        where id = ${id} and attempt = ${attempt} and state in ('queued', 'running') returning id)
      insert into pipeline.trainer_trajectories (id, rollout_id, batch_id, group_id, model_tag, attempt, segment_index,
        oldest_version, content)
      select n.id, e.id, b.id, ${groupId}, b.model_tag, ${attempt}, n.segment_index, n.oldest_version, n.content
      from ended e join pipeline.rollout_batches b on b.id = ${batchId}
        cross join unnest(${records.map((record) => record.id)}::text[],
          ${records.map((record) => record.segmentIndex)}::int[],
          ${records.map((record) => record.oldestVersion)}::int[],
          ${records.map((record) => record.content)}::bytea[]) as n (id, segment_index, oldest_version, content)`,
    sql`update pipeline.rollout_groups g set state = 'complete', completed_at = clock_timestamp()
      where g.batch_id = ${batchId} and g.group_id = ${groupId} and g.state = 'open' and not exists (
        select from pipeline.rollouts r where r.batch_id = g.batch_id and r.group_id = g.group_id
          and r.state in ('queued', 'running'))`,
  ];
}

export function wasStored(results: Results): boolean {
  return (results[1]?.rowCount ?? 0) > 0;
}
