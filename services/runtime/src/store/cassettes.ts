/** Cassettes by name: each tenant has its own. */
import type { Cassette, CassetteDetail } from '@nex/core';
import { execute, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { Count, Time } from './run-row.ts';

const CassetteRow = z.object({
  name: z.string(),
  created_at: Time,
  calls: Count,
  takes: Count,
  outcomes: Count,
  bytes: Count,
});
const ToolRow = z.object({
  server: z.string(),
  tool: z.string(),
  calls: Count,
  outcomes: Count,
  bytes: Count,
  schemas: Count,
});

const COUNTS: Sql = sql`c.name, c.created_at,
  (select count(*) from runtime.cassette_calls k where k.cassette_id = c.id) as calls,
  (select count(distinct take) from runtime.cassette_calls k where k.cassette_id = c.id) as takes,
  (select count(*) from runtime.cassette_outcomes o where o.cassette_id = c.id) as outcomes,
  (select coalesce(sum(bytes), 0) from runtime.cassette_outcomes o where o.cassette_id = c.id) as bytes`;

function view({ created_at: createdAt, ...rest }: z.infer<typeof CassetteRow>): Cassette {
  return { ...rest, createdAt: createdAt.toISOString() };
}

export async function findCassetteId(
  on: Queryable,
  tenant: string,
  name: string,
): Promise<number | undefined> {
  const row = await maybeOne(
    on,
    z.object({ id: Count }),
    sql`select id from runtime.cassettes where tenant = ${tenant} and name = ${name}`,
  );
  return row?.id;
}

/** Its id; it is made when it is not there. */
export async function obtainCassette(on: Queryable, tenant: string, name: string): Promise<number> {
  const known = await findCassetteId(on, tenant, name);
  if (known !== undefined) return known;
  await execute(
    on,
    sql`insert into runtime.cassettes (tenant, name) values (${tenant}, ${name}) on conflict do nothing`,
  );
  const made = await findCassetteId(on, tenant, name);
  if (made === undefined) throw new Error('A cassette that was made is not there.');
  return made;
}

/** By name, from the one after the cursor on. */
export async function listCassettes(
  on: Queryable,
  tenant: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Cassette[]; nextCursor: string | null }> {
  const rows = await many(
    on,
    CassetteRow,
    sql`select ${COUNTS} from runtime.cassettes c where c.tenant = ${tenant} and c.name > ${cursor ?? ''}
      order by c.name limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit).map(view);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.name ?? null) : null };
}

export async function findCassette(
  on: Queryable,
  tenant: string,
  name: string,
): Promise<CassetteDetail | undefined> {
  const row = await maybeOne(
    on,
    CassetteRow,
    sql`select ${COUNTS} from runtime.cassettes c where c.tenant = ${tenant} and c.name = ${name}`,
  );
  if (!row) return undefined;
  const tools = await many(
    on,
    ToolRow,
    sql`with used as (
      select k.server, k.tool, k.outcome, count(*) as calls from runtime.cassettes c
        join runtime.cassette_calls k on k.cassette_id = c.id
        where c.tenant = ${tenant} and c.name = ${name} group by 1, 2, 3)
    select u.server, u.tool, sum(u.calls) as calls, count(*) as outcomes, coalesce(sum(o.bytes), 0) as bytes,
      (select count(distinct schema) from runtime.cassette_calls k
        where k.cassette_id = c.id and k.server = u.server and k.tool = u.tool) as schemas
    from used u
      join runtime.cassettes c on c.tenant = ${tenant} and c.name = ${name}
      left join runtime.cassette_outcomes o on o.cassette_id = c.id and o.digest = u.outcome
    group by c.id, u.server, u.tool order by u.server, u.tool`,
  );
  return { ...view(row), tools };
}

/** False when there is none of that name, or when runs that are not at their end have it. */
export async function deleteCassette(on: Queryable, tenant: string, name: string): Promise<boolean> {
  const deleted = await execute(
    on,
    sql`delete from runtime.cassettes c where c.tenant = ${tenant} and c.name = ${name}
      and not exists (select 1 from runtime.run_handlings h join runtime.runs r on r.id = h.run_id
        where h.cassette_id = c.id and r.finished_at is null)`,
  );
  return deleted > 0;
}
