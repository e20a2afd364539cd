/**
 * Puts complete groups into the Redis stream of their model: rows first, then the stream, then the rows say so. After a
 * crash in between a group comes twice, under the same trajectory ids.
 */
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { rerunStale } from '../lease-trajectories.ts';
import { settle } from '../store/acks.ts';
import { unpackRecord } from '../store/records.ts';
import { LEAST_VERSION } from '../store/requeue.ts';
import type { RolloutWork } from './work.ts';

/** Entries that a stream keeps, about. */
const KEPT_ENTRIES = 100_000;
const GROUPS_AT_A_TIME = 16;

export function streamKey(modelTag: string): string {
  return `traj:${modelTag}`;
}

export function isStreamed({ context, batch }: Pick<RolloutWork, 'context' | 'batch'>): boolean {
  return batch.spec.stream && context.streams !== undefined;
}

export async function streamGroups({ context, batch, write }: RolloutWork): Promise<void> {
  const { streams, pool } = context;
  if (!batch.spec.stream || !streams) return;
  const { maxStaleness, minModelVersion } = batch.spec;
  const mayBeStale = maxStaleness !== undefined || minModelVersion !== undefined;
  for (;;) {
    if (mayBeStale) await rerunStale(context, batch.model_tag);
    const rows = await readUnstreamed(pool, batch.id);
    if (rows.length === 0) return;
    const entries = await Promise.all(
      rows.map(async ({ id, group_id: group, stale, across_pause: acrossPause, content }) => ({
        id,
        group,
        json: JSON.stringify({ ...(await unpackRecord(content)), stale: stale ?? false, acrossPause }),
      })),
    );
    await streams.append(streamKey(batch.model_tag), entries, KEPT_ENTRIES);
    const ids = rows.map((row) => row.id);
    await write(async (tx) => {
      await tx.query(
        sql`update pipeline.trainer_trajectories set result = 'streamed' where id = any(${ids}) and result is null`,
      );
      await settle(tx, ids);
    });
  }
}

const Unstreamed = z.object({
  id: z.string(),
  group_id: z.string(),
  stale: z.boolean().nullable(),
  across_pause: z.boolean(),
  content: z.instanceof(Uint8Array),
});

/** Records of the groups that have been complete for longest, whole groups. */
async function readUnstreamed(db: Queryable, batchId: string): Promise<z.output<typeof Unstreamed>[]> {
  return many(
    db,
    Unstreamed,
    sql`select t.id, t.group_id, t.oldest_version < ${LEAST_VERSION} as stale, r.across_pause, t.content
      from (select batch_id, group_id, completed_at from pipeline.rollout_groups
          where batch_id = ${batchId} and state = 'complete' order by completed_at limit ${GROUPS_AT_A_TIME}) g
        join pipeline.trainer_trajectories t on t.batch_id = g.batch_id and t.group_id = g.group_id and t.result is null
        join pipeline.rollouts r on r.id = t.rollout_id
        join pipeline.rollout_batches b on b.id = t.batch_id
        join pipeline.trainer_models m on m.tag = t.model_tag
      order by g.completed_at, g.group_id, r.run_index, t.segment_index`,
  );
}
