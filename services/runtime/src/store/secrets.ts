/** Secrets of tenants, as they lie there: encrypted. */
import type { Secret } from '@nex/core';
import { execute, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import type { SealedSecret, SecretPlace } from '@nex/service';
import * as z from 'zod';
import { Time } from './run-row.ts';

const SecretRow = z.object({
  name: z.string(),
  created_at: Time,
  updated_at: Time,
  updated_by: z.string(),
});

const SealedRow = z.object({
  tenant: z.string(),
  name: z.string(),
  ciphertext: z.instanceof(Buffer),
  nonce: z.instanceof(Buffer),
  key_id: z.string(),
});

export type StoredSecret = SecretPlace & SealedSecret;

/** A name that is there gets the new value; runs that are at work keep the one that they opened with. */
export async function putSecret(
  on: Queryable,
  { tenant, name }: SecretPlace,
  { ciphertext, nonce, keyId }: SealedSecret,
  by: string,
): Promise<Secret> {
  const row = await maybeOne(
    on,
    SecretRow,
    sql`insert into runtime.secrets (tenant, name, ciphertext, nonce, key_id, created_by, updated_by)
      values (${tenant}, ${name}, ${ciphertext}, ${nonce}, ${keyId}, ${by}, ${by})
      on conflict (tenant, name) do update set ciphertext = excluded.ciphertext, nonce = excluded.nonce,
        key_id = excluded.key_id, updated_at = now(), updated_by = excluded.updated_by
      returning name, created_at, updated_at, updated_by`,
  );
  if (!row) throw new TypeError('An upsert returns its row.');
  return view(row);
}

/** By name, from the one after the cursor on. */
export async function listSecrets(
  on: Queryable,
  tenant: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Secret[]; nextCursor: string | null }> {
  const rows = await many(
    on,
    SecretRow,
    sql`select name, created_at, updated_at, updated_by from runtime.secrets
      where tenant = ${tenant} and name > ${cursor ?? ''} order by name limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit).map(view);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.name ?? null) : null };
}

/** False when there is none of that name. */
export async function deleteSecret(on: Queryable, { tenant, name }: SecretPlace): Promise<boolean> {
  const deleted = await execute(
    on,
    sql`delete from runtime.secrets where tenant = ${tenant} and name = ${name}`,
  );
  return deleted > 0;
}

/** Those of the names that there are. */
export async function readSecrets(
  on: Queryable,
  tenant: string,
  names: readonly string[],
): Promise<StoredSecret[]> {
  const rows = await many(
    on,
    SealedRow,
    sql`select tenant, name, ciphertext, nonce, key_id from runtime.secrets
      where tenant = ${tenant} and name = any(${names})`,
  );
  return rows.map(stored);
}

/** Those of all tenants that lie under one of `keyIds`, by tenant and name, from the one after `after` on (default: all). */
export async function readSecretsUnder(
  on: Queryable,
  keyIds: readonly string[],
  after: SecretPlace | undefined,
  limit: number,
): Promise<StoredSecret[]> {
  const rows = await many(
    on,
    SealedRow,
    sql`select tenant, name, ciphertext, nonce, key_id from runtime.secrets
      where key_id = any(${keyIds}) and (tenant, name) > (${after?.tenant ?? ''}, ${after?.name ?? ''})
      order by tenant, name limit ${limit}`,
  );
  return rows.map(stored);
}

/** Changes nothing, and is false, when the value was set again since `before` was read. */
export async function resealSecret(
  on: Queryable,
  before: StoredSecret,
  after: SealedSecret,
): Promise<boolean> {
  const changed = await execute(
    on,
    sql`update runtime.secrets set ciphertext = ${after.ciphertext}, nonce = ${after.nonce}, key_id = ${after.keyId}
      where tenant = ${before.tenant} and name = ${before.name} and nonce = ${before.nonce}`,
  );
  return changed > 0;
}

function view(row: z.infer<typeof SecretRow>): Secret {
  return {
    name: row.name,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  };
}

function stored({ key_id, ...row }: z.infer<typeof SealedRow>): StoredSecret {
  return { ...row, keyId: key_id };
}
