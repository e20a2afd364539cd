/** Whose request it is, found once at its beginning. */
import { DEFAULT_TENANT, type Me, NexError, SCOPES, type Scope } from '@nex/core';
import type { HttpRequest } from '@nex/http';

export interface Caller {
  tenant: string;
  actor: string;
  /** The greatest: it includes those before it. */
  scope: Scope;
  /** False on loopback without keys. */
  authenticated: boolean;
}

export function includes(held: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(held) >= SCOPES.indexOf(needed);
}

/** Of several, the one that includes the others; undefined of none. */
export function greatestOf(scopes: readonly Scope[]): Scope | undefined {
  return SCOPES.findLast((scope) => scopes.includes(scope));
}

/** The tenant that is there from the start is the operator's own. */
export function isPlatformAdmin({ tenant, scope }: Caller): boolean {
  return tenant === DEFAULT_TENANT && scope === 'admin';
}

export function toMe({ tenant, actor, scope, authenticated }: Caller): Me {
  return { tenant, actor, scopes: SCOPES.slice(0, SCOPES.indexOf(scope) + 1), authenticated };
}

const callers = Symbol('caller');
type Marked = HttpRequest & { [callers]?: Caller };

export function setCaller(request: HttpRequest, caller: Caller): void {
  (request as Marked)[callers] = caller;
}

/** Undefined for what is open to everybody, and for whom nobody knows. */
export function findCaller(request: HttpRequest): Caller | undefined {
  return (request as Marked)[callers];
}

/** Throws `unauthenticated`. */
export function callerOf(request: HttpRequest): Caller {
  const caller = findCaller(request);
  if (caller) return caller;
  throw new NexError('unauthenticated', 'It is not known who asks.');
}
