/** Rows of batches. Writes of a worker carry its fence and change nothing once a newer worker took over. */
import { CreateFrameworkBatch, type Failure, newId } from '@nex/core';
import { execute, identifier, json, many, maybeOne, type Pool, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const table = identifier('generator');

const Row = z.object({
  id: z.string(),
  tenant: z.string(),
  name: z.string().nullable(),
  state: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
  request: CreateFrameworkBatch,
  failure: z
    .object({
      code: z.string(),
      message: z.string(),
      where: z.string().optional(),
      hint: z.string().optional(),
    })
    .nullable(),
  version: z.coerce.number(),
  fence: z.coerce.number(),
  traceparent: z.string(),
  trace_id: z.string(),
  created_at: z.date(),
  finished_at: z.date().nullable(),
});
export type BatchRow = z.infer<typeof Row>;

/** Inserts a batch, or returns the one that an earlier request with the same key made; `isNew` says which. */
export async function insertBatch(
  db: Queryable,
  request: CreateFrameworkBatch,
  origin: { traceparent: string; traceId: string; idempotencyKey?: string | undefined },
): Promise<{ row: BatchRow; isNew: boolean }> {
  const id = newId('batch');
  const inserted = await execute(
    db,
    sql`insert into ${table}.framework_batches (id, name, request, state, idempotency_key, traceparent, trace_id)
      values (${id}, ${request.name ?? null}, ${json(request)}, 'queued', ${origin.idempotencyKey ?? null},
        ${origin.traceparent}, ${origin.traceId})
      on conflict (tenant, idempotency_key) do nothing`,
  );
  const row = await maybeOne(
    db,
    Row,
    inserted === 1
      ? sql`select * from ${table}.framework_batches where id = ${id}`
      : sql`select * from ${table}.framework_batches where idempotency_key = ${origin.idempotencyKey}`,
  );
  if (!row) throw new Error('the inserted batch is not there');
  return { row, isNew: inserted === 1 };
}

export function findBatch(db: Queryable, id: string): Promise<BatchRow | undefined> {
  return maybeOne(db, Row, sql`select * from ${table}.framework_batches where id = ${id}`);
}

/** Newest first; `before` is the id of the last row that was seen. */
export function listBatches(db: Queryable, limit: number, before?: string): Promise<BatchRow[]> {
  const after = before === undefined ? sql`` : sql`where id < ${before}`;
  return many(
    db,
    Row,
    sql`select * from ${table}.framework_batches ${after} order by id desc limit ${limit}`,
  );
}

export function openBatches(db: Queryable): Promise<{ id: string; traceparent: string }[]> {
  return many(
    db,
    z.object({ id: z.string(), traceparent: z.string() }),
    sql`select id, traceparent from ${table}.framework_batches
      where state in ('queued', 'running') order by id limit 1000`,
  );
}

/** Takes a batch up; `undefined` when it is at its end or gone. */
export function claimBatch(db: Queryable, id: string): Promise<BatchRow | undefined> {
  return maybeOne(
    db,
    Row,
    sql`update ${table}.framework_batches set fence = fence + 1, state = 'running', version = version + 1
      where id = ${id} and state in ('queued', 'running') returning *`,
  );
}

/** Whether the worker with this fence still has the batch. */
export async function holdsBatch(
  db: Queryable,
  { id, fence }: Pick<BatchRow, 'id' | 'fence'>,
): Promise<boolean> {
  const rows = await many(
    db,
    z.object({ id: z.string() }),
    sql`select id from ${table}.framework_batches where id = ${id} and fence = ${fence} and state = 'running'`,
  );
  return rows.length === 1;
}

export class BatchTakenAway extends Error {}

/**
 * One short transaction behind the lock of the batch's row: decisions of a batch come one after another, and none is
 * written by a worker whose batch was cancelled or taken over. Throws BatchTakenAway then.
 */
export function withBatch<T>(
  pool: Pool,
  { id, fence }: Pick<BatchRow, 'id' | 'fence'>,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return pool.transaction(async (tx) => {
    const held = await execute(
      tx,
      sql`update ${table}.framework_batches set version = version + 1
        where id = ${id} and fence = ${fence} and state = 'running'`,
    );
    if (held !== 1) throw new BatchTakenAway();
    return work(tx);
  });
}

export async function endBatch(
  db: Queryable,
  id: string,
  end: { state: 'completed' | 'failed' | 'cancelled'; failure?: Failure },
): Promise<void> {
  await execute(
    db,
    sql`update ${table}.framework_batches set state = ${end.state}, failure = ${end.failure ? json(end.failure) : null},
      fence = fence + 1, version = version + 1, finished_at = now()
      where id = ${id} and state in ('queued', 'running')`,
  );
}
