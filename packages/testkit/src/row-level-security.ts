/** What the database's catalogue says of tables, for the proof that none of them is open to all tenants. */
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const Table = z.object({
  name: z.string(),
  kind: z.enum(['table', 'view']),
  /** Rows are held back from the API by a policy, or a view asks with the rights of whoever reads it. */
  guarded: z.boolean(),
  /** The API's role may read it. */
  readable: z.boolean(),
});
export type CataloguedTable = z.output<typeof Table>;

/** Tables and views of a service, by name. */
export function tablesOf(on: Queryable, service: string): Promise<CataloguedTable[]> {
  return many(
    on,
    Table,
    sql`select c.relname as name, case when c.relkind = 'v' then 'view' else 'table' end as kind,
        case when c.relkind = 'v' then coalesce('security_invoker=true' = any(c.reloptions), false)
          else c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) end as guarded,
        has_table_privilege(${`nex_${service}_api`}, c.oid, 'select') as readable
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${service} and c.relkind in ('r', 'p', 'v') order by c.relname`,
  );
}
