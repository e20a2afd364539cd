/** Where the files of a tenant lie: those of the tenant `default` in the data directory itself, of others below `tenants/`. */
import { join } from 'node:path';
import { DEFAULT_TENANT } from '@nex/core';

export function tenantDirectory(dataDirectory: string, tenant: string): string {
  return tenant === DEFAULT_TENANT ? dataDirectory : join(dataDirectory, 'tenants', tenant);
}
