/** Rollouts that a trainer's own agent runs, and its calls of the model as rows. */
import { type ModelReply, NexError, ROLLOUT_STATES } from '@nex/core';
import { isDivisionByZero, many, maybeOne, type Pool, type Queryable, rowsOf, sql } from '@nex/postgres';
import * as z from 'zod';
import { OpenRollout } from '../store/open-rollouts.ts';
import { type Base, digestTokens, type PolicyCall, packCall, tokensOf, unpackCall } from './call-content.ts';

const RolloutRow = OpenRollout.extend({ batch_id: z.string(), state: z.enum(ROLLOUT_STATES) });
export type RolloutRow = z.output<typeof RolloutRow>;

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

const CallRow = z.object({ digest: z.string() });
const StoredCall = z.object({
  id: z.string(),
  key: z.string().nullable(),
  content: z.instanceof(Uint8Array),
  follows: z.string().nullable(),
});

/** Throws `idempotency_key_reused` when the key is that of another request. */
export async function findReply(
  db: Queryable,
  { id, attempt }: RolloutRow,
  { key, digest }: { key: string | undefined; digest: string },
): Promise<ModelReply | undefined> {
  if (key === undefined) return undefined;
  const row = await maybeOne(
    db,
    CallRow,
    sql`select digest from pipeline.rollout_calls
      where rollout_id = ${id} and attempt = ${attempt} and key = ${key}`,
  );
  return row && replyOf(db, { id, attempt }, row, { key, digest });
}

/** The call of the attempt with the longest prompt that one with these digests begins with. @param prompts `promptDigests` */
export async function findBase(
  db: Queryable,
  { id, attempt }: Pick<RolloutRow, 'id' | 'attempt'>,
  prompts: readonly string[],
): Promise<Base | undefined> {
  const Row = z.object({
    id: z.string(),
    messages: z.number().int(),
    tokens: z.string().nullable(),
    token_count: z.number().int().nullable(),
  });
  return maybeOne(
    db,
    Row,
    sql`select c.id, (p.place - 1)::int as messages, c.tokens, c.token_count
      from unnest(${[...prompts]}::text[]) with ordinality as p (digest, place)
        join pipeline.rollout_calls c on c.rollout_id = ${id} and c.attempt = ${attempt} and c.prompt = p.digest
      order by p.place desc, c.id desc limit 1`,
  );
}

/**
 * When it resolves, the call is a row. The answer that another request with its key has written meanwhile is given in the
 * place of its own. Throws `conflict` when the rollout is not running any more.
 */
export async function recordCall(
  pool: Pool,
  { id, attempt }: Pick<RolloutRow, 'id' | 'attempt'>,
  { key, digest }: { key: string | undefined; digest: string },
  call: PolicyCall,
  { prompt, base }: { prompt: string; base: Base | undefined },
): Promise<ModelReply> {
  const content = await packCall(call, base);
  const ids = tokensOf(call.reply);
  try {
    const [, inserted, first] = await pool.together([
      sql`select 1 / count(*) from (select from pipeline.rollouts
        where id = ${id} and attempt = ${attempt} and state = 'running' for share) held`,
      sql`insert into pipeline.rollout_calls (rollout_id, attempt, key, digest, content, follows, prompt, tokens, token_count)
        values (${id}, ${attempt}, ${key ?? null}, ${digest}, ${content}, ${base?.id ?? null}, ${prompt},
          ${ids ? digestTokens(ids) : null}, ${ids?.length ?? null})
        on conflict (rollout_id, attempt, key) do nothing`,
      sql`select digest from pipeline.rollout_calls
        where rollout_id = ${id} and attempt = ${attempt} and key = ${key ?? null}`,
    ]);
    if (inserted?.rowCount === 1) return call.reply;
    const [row] = rowsOf(CallRow, first);
    return row ? await replyOf(pool, { id, attempt }, row, { key, digest }) : call.reply;
  } catch (thrown) {
    if (isDivisionByZero(thrown)) throw hasEnded(id);
    throw thrown;
  }
}

/** In the order of the answers. */
export async function readCalls(db: Queryable, id: string, attempt: number): Promise<PolicyCall[]> {
  return (await readRows(db, id, attempt)).map(({ call }) => call);
}

async function readRows(db: Queryable, id: string, attempt: number) {
  const rows = await many(
    db,
    StoredCall,
    sql`select id, key, content, follows from pipeline.rollout_calls
      where rollout_id = ${id} and attempt = ${attempt} order by id`,
  );
  const whole = new Map<string, PolicyCall>();
  const calls: { key: string | null; call: PolicyCall }[] = [];
  for (const row of rows) {
    // What it follows is older, so it was read before.
    const call = await unpackCall(row.content, row.follows === null ? undefined : whole.get(row.follows));
    whole.set(row.id, call);
    calls.push({ key: row.key, call });
  }
  return calls;
}

export function hasEnded(id: string): NexError {
  return new NexError('conflict', `The rollout ${id} is not running.`, {
    where: 'id',
    hint: 'It has ended, or its batch was cancelled. GET /v1/rollouts/{id} tells its state.',
  });
}

/** Of the row with that key; the tokens of its prompt may lie in the rows before it. */
async function replyOf(
  db: Queryable,
  { id, attempt }: Pick<RolloutRow, 'id' | 'attempt'>,
  row: z.output<typeof CallRow>,
  { key, digest }: { key: string | undefined; digest: string },
): Promise<ModelReply> {
  if (row.digest !== digest) {
    throw new NexError('idempotency_key_reused', 'Another request was made with the same key.', {
      where: 'headers.idempotency-key',
    });
  }
  const found = (await readRows(db, id, attempt)).find((one) => one.key === key);
  if (found) return found.call.reply;
  throw new NexError('internal', 'A call that was stored is gone.');
}
