/** Rows of idempotency keys: who answers a request now, or what the answer was. */
import { execute, json, maybeOne, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** How long an answer is given again. */
const KEPT = sql`interval '24 hours'`;
/** A process that dies in the middle of an answer blocks its key for no longer. */
const LEASE = sql`interval '30 seconds'`;
/** Several times within a lease. */
export const RENEWAL_MS = 10_000;

export interface KeyedRequest {
  tenant: string;
  key: string;
  digest: Buffer;
}

/** A request that this process answers. */
export interface Claim {
  tenant: string;
  key: string;
  holder: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const Row = z.object({
  digest: z.instanceof(Buffer),
  status: z.number().nullable(),
  headers: z.record(z.string(), z.string()).nullable(),
  body: z.instanceof(Buffer).nullable(),
});

export type Claimed =
  | { claim: Claim }
  | { answer: Answer }
  /** Another request has the key. */
  | { taken: 'by another request' | 'in flight' };

export async function claimKey(db: Queryable, { tenant, key, digest }: KeyedRequest): Promise<Claimed> {
  const holder = crypto.randomUUID();
  const taken = await execute(
    db,
    prepared(sql`insert into gateway.idempotency as kept (tenant, key, digest, holder, lease_until)
      values (${tenant}, ${key}, ${digest}, ${holder}, now() + ${LEASE})
      on conflict (tenant, key) do update set digest = excluded.digest, holder = excluded.holder,
        lease_until = excluded.lease_until, created_at = now(), status = null, headers = null, body = null
      where kept.created_at < now() - ${KEPT}
        or (kept.status is null and kept.lease_until < now() and kept.digest = excluded.digest)`),
  );
  if (taken === 1) return { claim: { tenant, key, holder } };
  const row = await maybeOne(
    db,
    Row,
    sql`select digest, status, headers, body from gateway.idempotency where tenant = ${tenant} and key = ${key}`,
  );
  // Its holder has just given it up.
  if (row === undefined) return { taken: 'in flight' };
  if (!row.digest.equals(digest)) return { taken: 'by another request' };
  if (row.status === null) return { taken: 'in flight' };
  return { answer: { status: row.status, headers: row.headers ?? {}, body: row.body ?? Buffer.alloc(0) } };
}

/** Changes nothing once another holder has the key. */
export async function keepAnswer(
  db: Queryable,
  claim: Claim,
  { status, headers, body }: Answer,
): Promise<void> {
  await execute(
    db,
    prepared(sql`update gateway.idempotency set status = ${status}, headers = ${json(headers)}, body = ${body}
      where tenant = ${claim.tenant} and key = ${claim.key} and holder = ${claim.holder}`),
  );
}

/** The next request with the key is answered anew. */
export async function releaseKey(db: Queryable, { tenant, key, holder }: Claim): Promise<void> {
  await execute(
    db,
    sql`delete from gateway.idempotency
      where tenant = ${tenant} and key = ${key} and holder = ${holder} and status is null`,
  );
}

export async function renewLease(db: Queryable, { tenant, key, holder }: Claim): Promise<void> {
  await execute(
    db,
    sql`update gateway.idempotency set lease_until = now() + ${LEASE}
      where tenant = ${tenant} and key = ${key} and holder = ${holder} and status is null`,
  );
}

/** Rows that nobody is answered from any more; how many there were. */
export function forgetAnswers(db: Queryable): Promise<number> {
  return execute(db, sql`delete from gateway.idempotency where created_at < now() - ${KEPT}`);
}
