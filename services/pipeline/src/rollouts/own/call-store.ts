/** Rollouts that a trainer's own agent runs, and its calls of the model as rows. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { type Message, type ModelReply, NexError, ROLLOUT_STATES, type ToolDefinition } from '@nex/core';
import { isDivisionByZero, many, maybeOne, type Pool, type Queryable, rowsOf, sql } from '@nex/postgres';
import * as z from 'zod';
import { OpenRollout } from '../store/open-rollouts.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const RolloutRow = OpenRollout.extend({ batch_id: z.string(), state: z.enum(ROLLOUT_STATES) });
export type RolloutRow = z.output<typeof RolloutRow>;

export interface PolicyCall {
  /** Which agent of the trainer's program asked: names from the root down, '' for the root. */
  agentPath: string;
  messages: Message[];
  tools: ToolDefinition[];
  reply: ModelReply;
  /** In ms since 1970. */
  startedAt: number;
  finishedAt: number;
}

/** Throws `not_found`. */
export async function readRollout(db: Queryable, id: string): Promise<RolloutRow> {
  const row = await maybeOne(
    db,
    RolloutRow,
    sql`select r.id, r.batch_id, r.group_id, r.run_index, r.seed, r.attempt, r.run_id, r.state, t.task
      from pipeline.rollouts r join pipeline.rollout_tasks t on t.batch_id = r.batch_id and t.index = r.task_index
      where r.id = ${id}`,
  );
  if (row) return row;
  throw new NexError('not_found', `There is no rollout ${id.slice(0, 80)}.`, { where: 'id' });
}

/**
 * The rollout is running when this resolves to true, unless it has ended: not while its model is paused, or below the
 * version that its batch waits for. A pause that commits later waits for it.
 */
export async function beginRollout(
  pool: Pool,
  { id, batch_id: batchId }: RolloutRow,
  { modelKey, minVersion, groupTimeoutMs }: { modelKey: string; minVersion: number; groupTimeoutMs: number },
): Promise<boolean> {
  const open = sql`select from pipeline.trainer_models where tag = ${modelKey} and paused_at is null
    and version >= ${minVersion}`;
  const [, , , left] = await pool.together([
    sql`${open} for share`,
    sql`update pipeline.rollouts set state = 'running', across_pause = false
      where id = ${id} and state = 'queued' and exists (${open})`,
    sql`update pipeline.rollout_groups g set deadline = now() + ${groupTimeoutMs} * interval '1 ms'
      from pipeline.rollouts r where r.id = ${id} and r.state = 'running' and g.batch_id = ${batchId}
        and g.group_id = r.group_id and g.deadline is null`,
    sql`select id from pipeline.rollouts where id = ${id} and state = 'queued'`,
  ]);
  return left?.rowCount === 0;
}

const CallRow = z.object({ digest: z.string(), content: z.instanceof(Uint8Array) });

/** Throws `idempotency_key_reused` when the key is that of another request. */
export async function findCall(
  db: Queryable,
  { id, attempt }: RolloutRow,
  { key, digest }: { key: string | undefined; digest: string },
): Promise<PolicyCall | undefined> {
  if (key === undefined) return undefined;
  const row = await maybeOne(
    db,
    CallRow,
    sql`select digest, content from pipeline.rollout_calls
      where rollout_id = ${id} and attempt = ${attempt} and key = ${key}`,
  );
  return row && unpack(row, digest);
}

/**
 * When it resolves, the call is a row. One that another request with its key has written meanwhile is given in its place.
 * Throws `conflict` when the rollout is not running any more.
 */
export async function recordCall(
  pool: Pool,
  { id, attempt }: RolloutRow,
  { key, digest }: { key: string | undefined; digest: string },
  call: PolicyCall,
): Promise<PolicyCall> {
  const content = await compress(Buffer.from(JSON.stringify(call)));
  try {
    const [, , first] = await pool.together([
      sql`select 1 / count(*) from (select from pipeline.rollouts
        where id = ${id} and attempt = ${attempt} and state = 'running' for share) held`,
      sql`insert into pipeline.rollout_calls (rollout_id, attempt, key, digest, content)
        values (${id}, ${attempt}, ${key ?? null}, ${digest}, ${content})
        on conflict (rollout_id, attempt, key) do nothing`,
      sql`select digest, content from pipeline.rollout_calls
        where rollout_id = ${id} and attempt = ${attempt} and key = ${key ?? null}`,
    ]);
    const [row] = rowsOf(CallRow, first);
    return row ? await unpack(row, digest) : call;
  } catch (thrown) {
    if (isDivisionByZero(thrown)) throw hasEnded(id);
    throw thrown;
  }
}

/** In the order of the answers. */
export async function readCalls(db: Queryable, id: string, attempt: number): Promise<PolicyCall[]> {
  const rows = await many(
    db,
    CallRow,
    sql`select digest, content from pipeline.rollout_calls
      where rollout_id = ${id} and attempt = ${attempt} order by id`,
  );
  return Promise.all(rows.map((row) => unpack(row, row.digest)));
}

export function hasEnded(id: string): NexError {
  return new NexError('conflict', `The rollout ${id} is not running.`, {
    where: 'id',
    hint: 'It has ended, or its batch was cancelled. GET /v1/rollouts/{id} tells its state.',
  });
}

async function unpack(row: z.output<typeof CallRow>, digest: string): Promise<PolicyCall> {
  if (row.digest !== digest) {
    throw new NexError('idempotency_key_reused', 'Another request was made with the same key.', {
      where: 'headers.idempotency-key',
    });
  }
  // Written by this service from a PolicyCall.
  return JSON.parse((await decompress(row.content)).toString('utf8')) as PolicyCall;
}
