/** The database as one tenant sees it: whatever a query says, it concerns rows of that tenant. */
import { PLATFORM } from '@nex/core';
import type { Pool, Queryable } from '@nex/postgres';
import { createCallers } from '@nex/service';

export type TenantPool = Queryable & Pick<Pool, 'transaction'>;

const API_ROLE = 'nex_gateway_api';

/** `undefined`: of all tenants, for administrators of the platform. */
export type TenantPools = (tenant: string | undefined) => TenantPool;

export function createTenantPools(pool: Pool): TenantPools {
  const callers = createCallers();
  const bound = pool.bound(() => ({ role: API_ROLE, tenant: callers.current().tenant }));
  return (tenant) => {
    if (tenant === undefined) return pool;
    const caller = { tenant, actor: PLATFORM };
    return {
      query: (query) => callers.run(caller, () => bound.query(query)),
      transaction: (work) => callers.run(caller, () => bound.transaction(work)),
    };
  };
}
