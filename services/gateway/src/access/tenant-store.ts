/** The table of tenants. */
import { NexError, Tenant, type TenantQuotas } from '@nex/core';
import { json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const TenantRow = z
  .object({
    id: z.string(),
    name: z.string(),
    quotas: Tenant.shape.quotas,
    created_at: z.date(),
    updated_at: z.date(),
  })
  .transform(
    ({ created_at, updated_at, ...row }): Tenant => ({
      ...row,
      createdAt: created_at.toISOString(),
      updatedAt: updated_at.toISOString(),
    }),
  );

/** By id. `only`: nothing but that one. */
export async function listTenants(
  on: Queryable,
  { only, limit, cursor }: { only?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: Tenant[]; nextCursor: string | null }> {
  const rows = await many(
    on,
    TenantRow,
    sql`select * from gateway.tenants where id > ${cursor ?? ''}
      ${only === undefined ? sql`` : sql`and id = ${only}`} order by id limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

export function findTenant(on: Queryable, id: string): Promise<Tenant | undefined> {
  return maybeOne(on, TenantRow, sql`select * from gateway.tenants where id = ${id}`);
}

/** The first behind that one, by id; it stays as it is until the transaction ends. */
export function lockNextTenant(tx: Queryable, after: string | undefined): Promise<Tenant | undefined> {
  return maybeOne(
    tx,
    TenantRow,
    sql`select * from gateway.tenants where id > ${after ?? ''} order by id limit 1 for share`,
  );
}

/** Makes it, or changes name and quotas. */
export async function putTenant(
  on: Queryable,
  id: string,
  { name, quotas }: { name: string; quotas: TenantQuotas },
): Promise<Tenant> {
  const tenant = await maybeOne(
    on,
    TenantRow,
    sql`insert into gateway.tenants (id, name, quotas) values (${id}, ${name}, ${json(quotas)})
      on conflict (id) do update set name = excluded.name, quotas = excluded.quotas, updated_at = now()
      returning *`,
  );
  if (tenant) return tenant;
  throw new NexError('internal', 'The tenant was not stored.');
}

/** Throws `not_found`. */
export async function checkTenant(on: Queryable, id: string): Promise<void> {
  if (await findTenant(on, id)) return;
  throw new NexError('not_found', `There is no tenant ${id}.`, {
    where: 'tenant',
    hint: 'PUT /v1/tenants/{id} makes one.',
  });
}
