/** The table of webhooks, as a tenant sees it. */
import { NexError, newId, Webhook } from '@nex/core';
import { execute, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import type { SealedSecret } from '@nex/service';
import * as z from 'zod';
import type { TenantPool } from '../access/tenant-pool.ts';
import type { WebhookSecrets } from './held-secrets.ts';

const COLUMNS = sql`id, url, description, events, enabled, disabled_reason, failing_since, created_at, created_by, updated_at`;

const Row = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    events: Webhook.shape.events,
    enabled: z.boolean(),
    disabled_reason: z.string().nullable(),
    failing_since: z.date().nullable(),
    created_at: z.date(),
    created_by: z.string(),
    updated_at: z.date(),
  })
  .transform(
    ({ disabled_reason, failing_since, created_at, created_by, updated_at, ...row }): Webhook => ({
      ...row,
      disabledReason: disabled_reason,
      failingSince: failing_since?.toISOString() ?? null,
      createdAt: created_at.toISOString(),
      createdBy: created_by,
      updatedAt: updated_at.toISOString(),
    }),
  );

const SealedRow = z
  .object({ ciphertext: z.instanceof(Buffer), nonce: z.instanceof(Buffer), key_id: z.string() })
  .transform(({ key_id, ...row }): SealedSecret => ({ ...row, keyId: key_id }));

/** Of one tenant. */
const MOST_WEBHOOKS = 50;

export interface WebhookChange {
  url?: string | undefined;
  description?: string | undefined;
  events?: Webhook['events'] | undefined;
  enabled?: boolean | undefined;
}

/** Throws `quota_exceeded`. */
export function createWebhook(
  db: TenantPool,
  secrets: WebhookSecrets,
  asked: { tenant: string; url: string; description: string; events: Webhook['events']; createdBy: string },
): Promise<Webhook & { secret: string }> {
  const id = newId('webhook');
  const { tenant } = asked;
  const { secret, sealed } = secrets.make({ tenant, id });
  return db.transaction(async (tx) => {
    const [counted] = await many(
      tx,
      z.object({ count: z.number() }),
      sql`select count(*)::int as count from gateway.webhooks where tenant = ${tenant}`,
    );
    if ((counted?.count ?? 0) >= MOST_WEBHOOKS) {
      throw new NexError('quota_exceeded', `A tenant has ${MOST_WEBHOOKS} webhooks at most.`, {
        hint: 'Delete one that is not needed: DELETE /v1/webhooks/{id}.',
      });
    }
    const webhook = await one(
      tx,
      sql`insert into gateway.webhooks (id, tenant, url, description, events, created_by, ciphertext, nonce, key_id)
        values (${id}, ${tenant}, ${asked.url}, ${asked.description}, ${asked.events}, ${asked.createdBy},
          ${sealed.ciphertext}, ${sealed.nonce}, ${sealed.keyId}) returning ${COLUMNS}`,
      id,
    );
    await addMarks(tx, { tenant, id, events: asked.events });
    return { ...webhook, secret };
  });
}

/** Newest first. */
export async function listWebhooks(
  db: Queryable,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Webhook[]; nextCursor: string | null }> {
  const rows = await many(
    db,
    Row,
    sql`select ${COLUMNS} from gateway.webhooks where true
      ${cursor === undefined ? sql`` : sql`and id < ${cursor}`} order by id desc limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** Throws `not_found`. */
export function findWebhook(db: Queryable, id: string): Promise<Webhook> {
  return one(db, sql`select ${COLUMNS} from gateway.webhooks where id = ${id}`, id);
}

/** What happens while it is off is not told later. Throws `not_found`. */
export function changeWebhook(
  db: TenantPool,
  tenant: string,
  id: string,
  { url, description, events, enabled }: WebhookChange,
): Promise<Webhook> {
  return db.transaction(async (tx) => {
    const before = await one(
      tx,
      sql`select ${COLUMNS} from gateway.webhooks where id = ${id} for update`,
      id,
    );
    const webhook = await one(
      tx,
      sql`update gateway.webhooks set url = coalesce(${url ?? null}, url),
          description = coalesce(${description ?? null}, description),
          events = coalesce(${events ?? null}::text[], events), updated_at = now(),
          enabled_at = case when ${enabled ?? false} and not enabled then now() else enabled_at end,
          disabled_reason = case when ${enabled ?? null}::boolean is null then disabled_reason end,
          failing_since = case when ${enabled ?? null}::boolean is null then failing_since end,
          enabled = coalesce(${enabled ?? null}, enabled)
        where id = ${id} returning ${COLUMNS}`,
      id,
    );
    await addMarks(tx, { tenant, id, events: (events ?? []).filter((one) => !before.events.includes(one)) });
    return webhook;
  });
}

/** A new secret; the one before stays good for a while. Throws `not_found`. */
export function rotateWebhookSecret(
  db: TenantPool,
  secrets: WebhookSecrets,
  { tenant, id, graceSeconds }: { tenant: string; id: string; graceSeconds: number },
): Promise<Webhook & { secret: string }> {
  return db.transaction(async (tx) => {
    const before = await maybeOne(
      tx,
      SealedRow,
      sql`select ciphertext, nonce, key_id from gateway.webhooks where id = ${id} for update`,
    );
    if (!before) throw webhookNotFound(id);
    const { secret, sealed } = secrets.rotate({ tenant, id }, before, graceSeconds);
    const webhook = await one(
      tx,
      sql`update gateway.webhooks set ciphertext = ${sealed.ciphertext}, nonce = ${sealed.nonce},
          key_id = ${sealed.keyId}, updated_at = now() where id = ${id} returning ${COLUMNS}`,
      id,
    );
    return { ...webhook, secret };
  });
}

/** With its deliveries. Throws `not_found`. */
export async function deleteWebhook(db: Queryable, id: string): Promise<void> {
  if ((await execute(db, sql`delete from gateway.webhooks where id = ${id}`)) === 0)
    throw webhookNotFound(id);
}

/** For types that the webhook is told of from now on. A mark that nobody else follows comes up to now. */
async function addMarks(
  tx: Queryable,
  { tenant, id, events }: { tenant: string; id: string; events: Webhook['events'] },
): Promise<void> {
  await execute(
    tx,
    sql`insert into gateway.webhook_marks (tenant, type)
      select ${tenant}, type from unnest(${events}::text[]) type
      on conflict (tenant, type) do update set read_until = now() where not exists (
        select from gateway.webhooks w where w.tenant = ${tenant} and w.id <> ${id} and w.enabled
          and excluded.type = any(w.events))`,
  );
}

async function one(db: Queryable, query: Sql, id: string): Promise<Webhook> {
  const row = await maybeOne(db, Row, query);
  if (row) return row;
  throw webhookNotFound(id);
}

function webhookNotFound(id: string): NexError {
  return new NexError('not_found', `There is no webhook ${id}.`, {
    where: 'id',
    hint: 'GET /v1/webhooks lists those of the tenant.',
  });
}
