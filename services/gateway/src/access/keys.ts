/**
 * Tells whose a secret is. What was found out is believed for three seconds, so a revocation reaches every replica within
 * them. When a key was last used is written for all keys together, now and then.
 */
import type { Scope } from '@nex/core';
import type { Pool } from '@nex/postgres';
import type { Caller } from './caller.ts';
import { greatestOf } from './caller.ts';
import { findHeldKey, type HeldKey, touchKeys } from './key-store.ts';
import { createRecently } from './recently.ts';
import { hashOf, keyIdOf, sameHash } from './secret.ts';

const BELIEVED_MS = 3000;
const TOUCH_MS = 10_000;

export interface Keys extends AsyncDisposable {
  /** Undefined for a secret that no key has, and for one of a key that holds no more. */
  identify(secret: string): Promise<Caller | undefined>;
  /** After a change of the key here, this process asks anew. */
  forget(keyId: string): void;
}

export function createKeys(
  pool: Pool,
  { believedMs = BELIEVED_MS, onFailure }: { believedMs?: number; onFailure: (thrown: unknown) => void },
): Keys {
  const held = createRecently<HeldKey | undefined>({ ttlMs: believedMs });
  let used = new Map<string, Date>();
  const touch = async () => {
    if (used.size === 0) return;
    const writing = used;
    used = new Map();
    await touchKeys(pool, writing).catch(onFailure);
  };
  const timer = setInterval(() => void touch(), TOUCH_MS);
  timer.unref();
  return {
    async identify(secret) {
      const id = keyIdOf(secret);
      if (id === undefined) return undefined;
      const key = await held.get(id, () => findHeldKey(pool, id));
      const scope = key && scopeOf(key, secret, Date.now());
      if (!scope) return undefined;
      used.set(id, new Date());
      return { tenant: key.tenant, actor: `key:${id}`, scope, authenticated: true };
    },
    forget: (keyId) => held.forget(keyId),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await touch();
    },
  };
}

/** Undefined when the secret is not the key's, or no more. */
function scopeOf(key: HeldKey, secret: string, now: number): Scope | undefined {
  if (key.expires_at && key.expires_at.getTime() <= now) return undefined;
  const hash = hashOf(secret);
  const current = sameHash(hash, key.hash);
  const previous =
    key.previous_hash !== null &&
    (key.previous_until?.getTime() ?? 0) > now &&
    sameHash(hash, key.previous_hash);
  return current || previous ? greatestOf(key.scopes) : undefined;
}
