/** Rows of deliveries: one event for one webhook, until it is delivered or given up. */
import { type DeliveryQuery, NexError, newId, WebhookDelivery, WebhookEvent } from '@nex/core';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import type { SealedSecret } from '@nex/service';
import * as z from 'zod';

const Row = z
  .object({
    id: z.string(),
    webhook_id: z.string(),
    body: z.string(),
    state: WebhookDelivery.shape.state,
    tries: z.number(),
    next_at: z.date(),
    last_status: z.number().nullable(),
    last_error: z.string().nullable(),
    created_at: z.date(),
    ended_at: z.date().nullable(),
  })
  .transform(
    (row): WebhookDelivery => ({
      id: row.id,
      webhookId: row.webhook_id,
      event: WebhookEvent.parse(JSON.parse(row.body)),
      state: row.state,
      tries: row.tries,
      nextAt: row.state === 'waiting' ? row.next_at.toISOString() : null,
      lastStatus: row.last_status,
      lastError: row.last_error,
      createdAt: row.created_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
    }),
  );

const COLUMNS = sql`id, webhook_id, body, state, tries, next_at, last_status, last_error, created_at, ended_at`;

/** Newest first. */
export async function listDeliveries(
  db: Queryable,
  webhookId: string,
  { limit, cursor, state }: DeliveryQuery,
): Promise<{ items: WebhookDelivery[]; nextCursor: string | null }> {
  const rows = await many(
    db,
    Row,
    sql`select ${COLUMNS} from gateway.webhook_deliveries where webhook_id = ${webhookId}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${cursor === undefined ? sql`` : sql`and id < ${cursor}`} order by id desc limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** To the webhook alone, whatever it is told of. */
export async function addTestDelivery(
  db: Queryable,
  webhook: { id: string; tenant: string },
  event: WebhookEvent,
): Promise<WebhookDelivery> {
  const row = await maybeOne(
    db,
    Row,
    sql`insert into gateway.webhook_deliveries (id, webhook_id, tenant, event_id, body)
      values (${newId('delivery')}, ${webhook.id}, ${webhook.tenant}, ${event.id}, ${JSON.stringify(event)})
      returning ${COLUMNS}`,
  );
  if (row) return row;
  throw new NexError('internal', 'The delivery was not stored.');
}

/** Begins again, under the id that the event has. Throws `not_found`. */
export async function redeliver(db: Queryable, webhookId: string, id: string): Promise<WebhookDelivery> {
  const row = await maybeOne(
    db,
    Row,
    sql`update gateway.webhook_deliveries set state = 'waiting', tries = 0, fence = fence + 1, next_at = now(),
        waiting_since = now(), ended_at = null
      where id = ${id} and webhook_id = ${webhookId} returning ${COLUMNS}`,
  );
  if (row) return row;
  throw new NexError('not_found', `The webhook has no delivery ${id}.`, {
    where: 'deliveryId',
    hint: 'GET /v1/webhooks/{id}/deliveries lists them.',
  });
}

const DueRow = z
  .object({
    id: z.string(),
    fence: z.number(),
    tries: z.number(),
    webhook_id: z.string(),
    tenant: z.string(),
    event_id: z.string(),
    body: z.string(),
    url: z.string(),
    ciphertext: z.instanceof(Buffer),
    nonce: z.instanceof(Buffer),
    key_id: z.string(),
  })
  .transform(({ webhook_id, event_id, ciphertext, nonce, key_id, ...row }) => ({
    ...row,
    webhookId: webhook_id,
    eventId: event_id,
    sealed: { ciphertext, nonce, keyId: key_id } satisfies SealedSecret,
  }));
export type DueDelivery = z.output<typeof DueRow>;

/**
 * Takes up what is to be sent now, at most `each` of one webhook together with those under way (`busy`). Another replica takes
 * it up again only after `leaseMs`, by when whoever took it is done or dead.
 */
export function claimDue(
  db: Queryable,
  {
    limit,
    each,
    busy,
    leaseMs,
  }: { limit: number; each: number; busy: Readonly<Record<string, number>>; leaseMs: number },
): Promise<DueDelivery[]> {
  return many(
    db,
    DueRow,
    sql`update gateway.webhook_deliveries d set fence = d.fence + 1, tries = d.tries + 1,
        next_at = now() + make_interval(secs => ${leaseMs / 1000})
      from gateway.webhooks w
      where w.id = d.webhook_id and d.id in (
        select due.id from gateway.webhooks on_now cross join lateral (
          select id from gateway.webhook_deliveries
          where webhook_id = on_now.id and state = 'waiting' and next_at <= now()
          order by next_at limit greatest(${each} - coalesce((${json(busy)}::jsonb->>on_now.id)::int, 0), 0)
          for update skip locked) due
        where on_now.enabled limit ${limit})
      returning d.id, d.fence, d.tries, d.webhook_id, d.tenant, d.event_id, d.body, w.url, w.ciphertext, w.nonce, w.key_id`,
  );
}

export async function settleDelivered(
  db: Queryable,
  { id, fence, webhookId }: DueDelivery,
  status: number,
): Promise<void> {
  await execute(
    db,
    sql`with settled as (
        update gateway.webhook_deliveries set state = 'delivered', last_status = ${status}, last_error = null,
          ended_at = now()
        where id = ${id} and fence = ${fence} and state = 'waiting')
      update gateway.webhooks set failing_since = null where id = ${webhookId} and failing_since is not null`,
  );
}

export interface FailedTry {
  status: number | null;
  error: string;
  /** Until the next try; null after the last. */
  pauseMs: number | null;
  /** Why nothing more is to be sent to the webhook. */
  disable: string | null;
  /** A webhook that has failed for so long is switched off. */
  patienceMs: number;
}

/** Whether the webhook is still on. */
export async function settleFailed(
  db: Queryable,
  { id, fence, webhookId }: DueDelivery,
  { status, error, pauseMs, disable, patienceMs }: FailedTry,
): Promise<boolean> {
  const patience = sql`make_interval(secs => ${patienceMs / 1000})`;
  const row = await maybeOne(
    db,
    z.object({ enabled: z.boolean() }),
    sql`with settled as (
        update gateway.webhook_deliveries set last_status = ${status}, last_error = ${error},
          state = case when ${pauseMs}::float8 is null then 'failed' else 'waiting' end,
          next_at = now() + make_interval(secs => coalesce(${pauseMs}::float8, 0) / 1000),
          ended_at = case when ${pauseMs}::float8 is null then now() end
        where id = ${id} and fence = ${fence} and state = 'waiting' returning id)
      update gateway.webhooks set failing_since = coalesce(failing_since, now()),
        enabled = enabled and ${disable}::text is null and coalesce(failing_since, now()) > now() - ${patience},
        disabled_reason = case when not enabled then disabled_reason else coalesce(${disable}::text,
          case when failing_since <= now() - ${patience} then
            'Every try has failed since ' || to_char(failing_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '.' end) end
      where id = ${webhookId} and exists (select from settled) returning enabled`,
  );
  return row?.enabled ?? true;
}
