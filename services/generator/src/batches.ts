/** What can be done with batches: create, read, cancel, follow. */
import {
  CreateFramework,
  CreateFrameworkBatch,
  type FrameworkBatch,
  type FrameworkBatchQuery,
  NexError,
  type PageQuery,
  strangeCursor,
} from '@nex/core';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import type * as z from 'zod';
import { checkBatch } from './batches/check-batch.ts';
import { type AskedFor, batchGrid } from './batches/grid.ts';
import { memberInput } from './batches/member-request.ts';
import { allowedDomains } from './batches/tool-domains.ts';
import type { Context } from './context.ts';
import { follow, pageOf } from './following.ts';
import {
  insertMembers,
  type MemberRow,
  pageOfMembers,
  readMembers,
  toMember,
} from './store/batch-members.ts';
import { readTotals } from './store/batch-totals.ts';
import * as store from './store/batches.ts';
import { cancelBatchFrameworks } from './store/cancel-batch.ts';

export async function createBatch(
  context: Context,
  body: z.input<typeof CreateFrameworkBatch>,
  idempotencyKey?: string,
): Promise<FrameworkBatch> {
  const parsed = CreateFrameworkBatch.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new NexError('invalid_request', issue?.message ?? 'The request is malformed.', {
      where: issue?.path.join('.') ?? '',
    });
  }
  const request = parsed.data;
  const members = checkBatch(context, request);
  const { row } = await context.pool.transaction(async (tx) => {
    const made = await store.insertBatch(tx, request, {
      traceparent: activeTraceparent(),
      traceId: activeTraceId(),
      idempotencyKey,
    });
    if (made.isNew) await insertMembers(tx, made.row.id, members);
    return made;
  });
  await context.queue.add('batch.advance', [
    { id: row.id, payload: { batchId: row.id, traceparent: row.traceparent } },
  ]);
  return read(context, row);
}

export async function getBatch(context: Context, id: string): Promise<FrameworkBatch> {
  return read(context, await mustFind(context, id));
}

/** Newest first, without their grids. */
export async function listBatches(context: Context, query: FrameworkBatchQuery) {
  const rows = await store.listBatches(context.pool, { ...query, limit: query.limit + 1 });
  const { shown, nextCursor } = pageOf(rows, query.limit, (row) => row.id);
  return { items: await Promise.all(shown.map((row) => summary(context, row))), nextCursor };
}

/** In the order of the request; the cursor is the index of the last one that was seen. */
export async function listBatchMembers(
  context: Context,
  id: string,
  { limit, cursor, state }: PageQuery & { state?: string | undefined },
) {
  await mustFind(context, id);
  if (!/^-?\d{1,9}$/.test(cursor ?? '0')) throw strangeCursor();
  const after = Number(cursor ?? -1);
  const rows = await pageOfMembers(context.pool, id, { limit: limit + 1, after, state });
  const { shown, nextCursor } = pageOf(rows, limit, (row) => String(row.position));
  return { items: shown.map(toMember), nextCursor };
}

/** Ends the batch and what it has under way; what was accepted stays. */
export async function cancelBatch(context: Context, id: string): Promise<FrameworkBatch> {
  await mustFind(context, id);
  const cancelled = await context.pool.transaction(async (tx) => {
    await store.endBatch(tx, id, { state: 'cancelled' });
    return cancelBatchFrameworks(tx, id);
  });
  for (const frameworkId of cancelled) context.bus.changed(frameworkId);
  context.bus.changed(id);
  return getBatch(context, id);
}

/** A snapshot at once and after each change, until the batch is at its end. */
export async function* followBatch(
  context: Context,
  id: string,
  signal: AbortSignal,
): AsyncIterable<{ version: number; batch: FrameworkBatch }> {
  const row = { find: () => mustFind(context, id), read: (found: store.BatchRow) => read(context, found) };
  for await (const { version, value } of follow(context, id, row, signal)) yield { version, batch: value };
}

async function mustFind(context: Context, id: string): Promise<store.BatchRow> {
  const row = await store.findBatch(context.pool, id);
  if (row) return row;
  throw new NexError('not_found', `There is no batch ${id}.`, {
    hint: 'GET /v1/framework-batches lists those that are.',
  });
}

async function read(context: Context, row: store.BatchRow): Promise<FrameworkBatch> {
  const members = await readMembers(context.pool, row.id);
  return {
    ...(await summary(context, row)),
    grid: batchGrid(
      members.flatMap(({ state, cell }) => (state === 'accepted' && cell ? [cell] : [])),
      askedFor(context, row, members),
    ),
  };
}

/** All but the grid. */
async function summary({ pool }: Context, row: store.BatchRow): Promise<FrameworkBatch> {
  const { counts, usage } = await readTotals(pool, row.id);
  const { sentences: _, ...request } = row.request;
  return {
    id: row.id,
    ...(row.name === null ? {} : { name: row.name }),
    state: row.state,
    asked: Object.values(counts).reduce((sum, count) => sum + count, 0),
    counts,
    usage,
    request: JSON.parse(JSON.stringify(request)) as FrameworkBatch['request'],
    ...(row.failure ? { failure: row.failure } : {}),
    traceId: row.trace_id,
    createdAt: row.created_at.toISOString(),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
  };
}

/** Requests that pin the same ask for the same places, and are given once. */
function askedFor(context: Context, { request }: store.BatchRow, members: readonly MemberRow[]): AskedFor[] {
  const defaults = CreateFramework.parse(memberInput(request, { sentence: '' }));
  const found = new Map<string, AskedFor>();
  for (const { request: own, pair } of members) {
    const { pattern, minAgents, maxAgents, minDepth, maxDepth, tools } = own ?? defaults;
    const pins = { pattern, minAgents, maxAgents, minDepth, maxDepth };
    const key = JSON.stringify([pins, pair ? pair.toolDomains : tools]);
    if (found.has(key)) continue;
    found.set(key, { request: pins, domains: pair ? pair.toolDomains : allowedDomains(context, tools) });
  }
  return [...found.values()];
}
