/**
 * Whose a request is, and who makes it. Whoever stands before a service says so in headers, over gRPC in the metadata
 * of the same names. What is of one tenant is not there for another.
 */
import { NexError } from './error.ts';

export const TENANT_HEADER = 'nex-tenant';
export const ACTOR_HEADER = 'nex-actor';
/** Of requests that name none, and of what was made before there were tenants. Its administrators are those of the platform. */
export const DEFAULT_TENANT = 'default';
/** Of requests that name no actor. */
export const ANONYMOUS = 'anonymous';

/** Of work that the platform goes on with by itself. */
export const PLATFORM = 'platform';

export interface Caller {
  tenant: string;
  /** `key:<id>`, `user:<subject>`, `anonymous`, or `platform`. */
  actor: string;
}

type Header = string | readonly string[] | undefined;

/** Throws `invalid_request` for what is no name. */
export function readTenant(header: Header): string {
  if (header === undefined || header === '') return DEFAULT_TENANT;
  if (typeof header === 'string' && /^[A-Za-z0-9][\w.-]{0,63}$/.test(header)) return header;
  throw new NexError('invalid_request', 'The name of the tenant cannot be taken.', {
    where: TENANT_HEADER,
    hint: 'Up to 64 letters, digits, dots, hyphens and underscores, the first a letter or a digit.',
  });
}

/** Throws `invalid_request` for what is no name. */
export function readActor(header: Header): string {
  if (header === undefined || header === '') return ANONYMOUS;
  if (typeof header === 'string' && /^[\x20-\x7e]{1,300}$/.test(header)) return header;
  throw new NexError('invalid_request', 'The name of the actor cannot be taken.', {
    where: ACTOR_HEADER,
    hint: 'Up to 300 printable characters of ASCII.',
  });
}

/** Reads both by the name of the header. Throws `invalid_request`. */
export function readCaller(header: (name: string) => Header): Caller {
  return { tenant: readTenant(header(TENANT_HEADER)), actor: readActor(header(ACTOR_HEADER)) };
}

/** What goes along with a request that is made for the caller. */
export function callerHeaders({ tenant, actor }: Caller): Record<string, string> {
  return { [TENANT_HEADER]: tenant, [ACTOR_HEADER]: actor };
}
