/** From what a request carries to who asks. REST and gRPC go through here, so both know the same callers. */
import { DEFAULT_TENANT, NexError, type Tenant } from '@nex/core';
import type { Pool } from '@nex/postgres';
import type { Caller } from './caller.ts';
import type { Keys } from './keys.ts';
import type { Oidc } from './oidc.ts';
import { createRecently, type Recently } from './recently.ts';
import { hashOf, sameHash } from './secret.ts';
import { findTenant } from './tenant-store.ts';

export interface Access {
  /** Throws `unauthenticated`, `forbidden` for a tenant that there is not, `unavailable`. */
  identify(credential: string | undefined): Promise<Caller>;
  /** As it was at most a few seconds ago. */
  tenant(id: string): Promise<Tenant | undefined>;
  /** After a change of it here. */
  forgetTenant(id: string): void;
  keys: Keys;
  /** Requests without a credential are taken: on loopback, with neither key nor issuer. */
  readonly open: boolean;
}

const BELIEVED_MS = 3000;
const HINT = 'Send it as "authorization: Bearer <key>" or "x-api-key: <key>".';

export interface AccessOptions {
  pool: Pool;
  keys: Keys;
  oidc: Oidc | undefined;
  /** `NEX_API_KEY`: administers the platform. */
  bootstrapKey: string | undefined;
}

const ANONYMOUS: Caller = {
  tenant: DEFAULT_TENANT,
  actor: 'anonymous',
  scope: 'admin',
  authenticated: false,
};
const BOOTSTRAP: Caller = { ...ANONYMOUS, actor: 'key:bootstrap', authenticated: true };

export function createAccess({ pool, keys, oidc, bootstrapKey }: AccessOptions): Access {
  const tenants: Recently<Tenant | undefined> = createRecently({ ttlMs: BELIEVED_MS });
  const tenant = (id: string) => tenants.get(id, () => findTenant(pool, id));
  const bootstrap = bootstrapKey === undefined ? undefined : hashOf(bootstrapKey);
  const open = bootstrap === undefined && oidc === undefined;

  const find = async (credential: string): Promise<Caller | undefined> => {
    if (bootstrap && sameHash(hashOf(credential), bootstrap)) return BOOTSTRAP;
    if (credential.startsWith('nex_')) return keys.identify(credential);
    if (oidc && credential.split('.').length === 3) return oidc.identify(credential);
    // Clients of other APIs always send some key: where none is needed, it means nothing.
    return open ? ANONYMOUS : undefined;
  };

  return {
    keys,
    open,
    tenant,
    forgetTenant: (id) => tenants.forget(id),
    async identify(credential) {
      if (credential === undefined) {
        if (open) return ANONYMOUS;
        throw new NexError('unauthenticated', 'The request carries no API key.', { hint: HINT });
      }
      const caller = await find(credential);
      if (!caller) {
        throw new NexError('unauthenticated', 'The API key is wrong, has expired or was revoked.', {
          hint: HINT,
        });
      }
      if (caller.tenant === DEFAULT_TENANT || (await tenant(caller.tenant))) return caller;
      throw new NexError('forbidden', 'The tenant of the token is not known here.', {
        hint: 'An administrator of the platform makes it: PUT /v1/tenants/{id}.',
      });
    },
  };
}

/** From `authorization` or `x-api-key`. */
export function credentialOf(headers: Record<string, string | string[] | undefined>): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  const { authorization } = headers;
  return typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
}
