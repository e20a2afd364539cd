/**
 * Whose request it is. Whoever stands before the service says so: in the header `nex-tenant`, over gRPC in the metadata of
 * that name. Nothing of a tenant is told, changed or named to another: what is not one's own is not there.
 */
import { NexError } from '@nex/core';

export const TENANT_HEADER = 'nex-tenant';
/** Of requests that name none. */
export const DEFAULT_TENANT = 'default';

/** Throws `invalid_request` for what is no name. */
export function readTenant(header: string | readonly string[] | undefined): string {
  if (header === undefined || header === '') return DEFAULT_TENANT;
  if (typeof header === 'string' && /^[A-Za-z0-9][\w.-]{0,63}$/.test(header)) return header;
  throw new NexError('invalid_request', 'The name of the tenant cannot be taken.', {
    where: TENANT_HEADER,
    hint: 'Up to 64 letters, digits, dots, hyphens and underscores, the first a letter or a digit.',
  });
}
