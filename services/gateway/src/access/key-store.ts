/** The table of API keys. */
import { ApiKey, NexError, newId, type Scope } from '@nex/core';
import { execute, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { makeSecret } from './secret.ts';

const COLUMNS = sql`id, name, tenant, scopes, prefix, created_by, created_at, expires_at, last_used_at, revoked_at`;

const KeyRow = z
  .object({
    id: z.string(),
    name: z.string(),
    tenant: z.string(),
    scopes: ApiKey.shape.scopes,
    prefix: z.string(),
    created_by: z.string(),
    created_at: z.date(),
    expires_at: z.date().nullable(),
    last_used_at: z.date().nullable(),
    revoked_at: z.date().nullable(),
  })
  .transform(
    ({ created_by, created_at, expires_at, last_used_at, revoked_at, ...row }): ApiKey => ({
      ...row,
      createdAt: created_at.toISOString(),
      createdBy: created_by,
      expiresAt: expires_at?.toISOString() ?? null,
      lastUsedAt: last_used_at?.toISOString() ?? null,
      revokedAt: revoked_at?.toISOString() ?? null,
    }),
  );

/** What a secret is held against. */
const HeldKey = z.object({
  id: z.string(),
  tenant: z.string(),
  scopes: ApiKey.shape.scopes,
  hash: z.instanceof(Buffer),
  previous_hash: z.instanceof(Buffer).nullable(),
  previous_until: z.date().nullable(),
  expires_at: z.date().nullable(),
});
export type HeldKey = z.infer<typeof HeldKey>;

export interface NewKey {
  tenant: string;
  name: string;
  scopes: readonly Scope[];
  expiresInDays?: number | undefined;
  createdBy: string;
}

interface KeyWithSecret {
  key: ApiKey;
  secret: string;
}

export async function createKey(on: Queryable, asked: NewKey): Promise<KeyWithSecret> {
  const id = newId('key');
  const { secret, prefix, hash } = makeSecret(id);
  const days = asked.expiresInDays ?? null;
  const key = await one(
    on,
    sql`insert into gateway.keys (id, tenant, name, scopes, prefix, hash, created_by, expires_at)
      values (${id}, ${asked.tenant}, ${asked.name}, ${[...new Set(asked.scopes)]}, ${prefix}, ${hash},
        ${asked.createdBy}, now() + ${days}::int * interval '1 day') returning ${COLUMNS}`,
    id,
  );
  return { key, secret };
}

/** Newest first, of one tenant or of all. */
export async function listKeys(
  on: Queryable,
  { tenant, limit, cursor }: { tenant: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: ApiKey[]; nextCursor: string | null }> {
  const rows = await many(
    on,
    KeyRow,
    sql`select ${COLUMNS} from gateway.keys where ${ownedBy(tenant)}
      ${cursor === undefined ? sql`` : sql`and id < ${cursor}`} order by id desc limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** A new secret; the one before stays good for a while. Throws `not_found`, or `conflict` for a key that holds no more. */
export async function rotateKey(
  on: Queryable,
  { id, tenant, graceSeconds }: { id: string; tenant: string | undefined; graceSeconds: number },
): Promise<KeyWithSecret> {
  const { secret, hash } = makeSecret(id);
  const key = await maybeOne(
    on,
    KeyRow,
    sql`update gateway.keys set hash = ${hash}, previous_hash = hash,
        previous_until = now() + ${graceSeconds}::int * interval '1 second'
      where id = ${id} and ${ownedBy(tenant)} and revoked_at is null
        and (expires_at is null or expires_at > now()) returning ${COLUMNS}`,
  );
  if (key) return { key, secret };
  await one(on, sql`select ${COLUMNS} from gateway.keys where id = ${id} and ${ownedBy(tenant)}`, id);
  throw new NexError('conflict', 'The key is revoked or has expired.', {
    where: 'id',
    hint: 'Create a new one: POST /v1/keys.',
  });
}

/** Twice is as once. Throws `not_found`. */
export function revokeKey(on: Queryable, id: string, tenant: string | undefined): Promise<ApiKey> {
  return one(
    on,
    sql`update gateway.keys set revoked_at = coalesce(revoked_at, now())
      where id = ${id} and ${ownedBy(tenant)} returning ${COLUMNS}`,
    id,
  );
}

/** A key that may hold: not revoked. */
export function findHeldKey(on: Queryable, id: string): Promise<HeldKey | undefined> {
  return maybeOne(
    on,
    HeldKey,
    sql`select id, tenant, scopes, hash, previous_hash, previous_until, expires_at
      from gateway.keys where id = ${id} and revoked_at is null`,
  );
}

/** Says when keys were last used. */
export async function touchKeys(on: Queryable, used: ReadonlyMap<string, Date>): Promise<void> {
  await execute(
    on,
    sql`update gateway.keys k set last_used_at = greatest(k.last_used_at, u.at)
      from unnest(${[...used.keys()]}::text[], ${[...used.values()]}::timestamptz[]) as u (id, at)
      where k.id = u.id`,
  );
}

function ownedBy(tenant: string | undefined): Sql {
  return tenant === undefined ? sql`true` : sql`tenant = ${tenant}`;
}

async function one(on: Queryable, query: Sql, id: string): Promise<ApiKey> {
  const key = await maybeOne(on, KeyRow, query);
  if (key) return key;
  throw new NexError('not_found', `There is no key ${id.slice(0, 80)}.`, {
    where: 'id',
    hint: 'GET /v1/keys lists the keys.',
  });
}
