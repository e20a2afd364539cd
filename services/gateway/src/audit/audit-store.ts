/** The table of changes. */
import { AuditEntry, type AuditQuery } from '@nex/core';
import { execute, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** As it is when it is written, before it has an id. */
export type Change = Omit<AuditEntry, 'id' | 'time'> & { time: Date };

const AuditRow = z
  .object({
    id: z.string(),
    time: z.date(),
    tenant: z.string(),
    actor: z.string(),
    operation: z.string(),
    path: z.string(),
    resource: z.string().nullable(),
    status: z.number().nullable(),
    request_id: z.string(),
    trace_id: z.string(),
  })
  .transform(
    ({ time, request_id, trace_id, ...row }): AuditEntry =>
      AuditEntry.parse({ ...row, time: time.toISOString(), requestId: request_id, traceId: trace_id }),
  );

/** In one statement. */
export async function insertChanges(on: Queryable, changes: readonly Change[]): Promise<void> {
  const column = <K extends keyof Change>(name: K) => changes.map((change) => change[name]);
  await execute(
    on,
    sql`insert into gateway.audit (time, tenant, actor, operation, path, resource, status, request_id, trace_id)
      select * from unnest(${column('time')}::timestamptz[], ${column('tenant')}::text[],
        ${column('actor')}::text[], ${column('operation')}::text[], ${column('path')}::text[],
        ${column('resource')}::text[], ${column('status')}::int[], ${column('requestId')}::text[],
        ${column('traceId')}::text[])`,
  );
}

/** Before the change is made. Its id. */
export async function insertOpenChange(on: Queryable, change: Change): Promise<string> {
  const row = await maybeOne(
    on,
    z.object({ id: z.string() }),
    sql`insert into gateway.audit (time, tenant, actor, operation, path, resource, request_id, trace_id)
      values (${change.time}, ${change.tenant}, ${change.actor}, ${change.operation}, ${change.path},
        ${change.resource}, ${change.requestId}, ${change.traceId}) returning id`,
  );
  return row?.id ?? '';
}

export async function settleChange(
  on: Queryable,
  id: string,
  { status, resource }: Pick<Change, 'status' | 'resource'>,
): Promise<void> {
  await execute(
    on,
    sql`update gateway.audit set status = ${status}, resource = coalesce(resource, ${resource}) where id = ${id}`,
  );
}

/** Newest first. `tenant` undefined: of all. */
export async function listChanges(
  on: Queryable,
  { tenant, limit, cursor, actor, operation, resource, since }: AuditQuery & { tenant: string | undefined },
): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
  const same = (name: 'tenant' | 'actor' | 'operation' | 'resource', value: string | undefined) => {
    if (value === undefined) return sql``;
    if (name === 'tenant') return sql`and tenant = ${value}`;
    if (name === 'actor') return sql`and actor = ${value}`;
    return name === 'operation' ? sql`and operation = ${value}` : sql`and resource = ${value}`;
  };
  const rows = await many(
    on,
    AuditRow,
    sql`select * from gateway.audit where true ${same('tenant', tenant)} ${same('actor', actor)}
      ${same('operation', operation)} ${same('resource', resource)}
      ${since === undefined ? sql`` : sql`and time >= ${since}`}
      ${cursor === undefined ? sql`` : sql`and id < ${cursor}::bigint`} order by id desc limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
