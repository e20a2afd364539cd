/** The secrets of a webhook, as its row holds them: the newest first, those before it until they run out. */
import { NexError } from '@nex/core';
import type { SealedSecret, SecretCipher } from '@nex/service';
import * as z from 'zod';
import { makeWebhookSecret } from './signing.ts';

const Held = z.array(z.object({ secret: z.string(), until: z.iso.datetime().nullable() })).min(1);
type Held = z.infer<typeof Held>;

interface Place {
  tenant: string;
  /** Of the webhook. */
  id: string;
}

export interface WebhookSecrets {
  /** Throws `invalid_request` where no key is configured. */
  make(place: Place): { sealed: SealedSecret; secret: string };
  rotate(place: Place, sealed: SealedSecret, graceSeconds: number): { sealed: SealedSecret; secret: string };
  /** Good now, the newest first. Throws `conflict` when no key opens them. */
  open(place: Place, sealed: SealedSecret): string[];
  /** Under the key that encrypts now. Throws `conflict` when no key opens them. */
  reseal(place: Place, sealed: SealedSecret): SealedSecret;
  /** Of the key that encrypts. */
  readonly keyId: string | undefined;
}

/** More were rotated within their grace than a receiver would try. */
const MOST = 4;

export function createWebhookSecrets(cipher: SecretCipher | undefined, now = Date.now): WebhookSecrets {
  const needed = (): SecretCipher => {
    if (cipher) return cipher;
    throw new NexError(
      'invalid_request',
      'This platform has no webhooks: it has no key to encrypt their secrets with.',
      {
        where: 'NEX_SECRETS_KEY',
        hint: 'Have the operator set NEX_SECRETS_KEY for the gateway (`openssl rand -base64 32`); `nex up` makes a key.',
      },
    );
  };
  const placeOf = ({ tenant, id }: Place) => ({ tenant, name: id });
  const seal = (place: Place, held: Held) => needed().seal(placeOf(place), JSON.stringify(held));
  const read = (place: Place, sealed: SealedSecret): Held => {
    const held = Held.parse(JSON.parse(needed().open(placeOf(place), sealed)));
    return held.filter(({ until }) => until === null || Date.parse(until) > now());
  };
  return {
    make(place) {
      const secret = makeWebhookSecret();
      return { secret, sealed: seal(place, [{ secret, until: null }]) };
    },
    rotate(place, sealed, graceSeconds) {
      const secret = makeWebhookSecret();
      const end = now() + graceSeconds * 1000;
      const before = read(place, sealed).map((one) => ({
        ...one,
        until: new Date(Math.min(end, one.until === null ? end : Date.parse(one.until))).toISOString(),
      }));
      return { secret, sealed: seal(place, [{ secret, until: null }, ...before].slice(0, MOST)) };
    },
    open: (place, sealed) => read(place, sealed).map(({ secret }) => secret),
    reseal: (place, sealed) => seal(place, read(place, sealed)),
    keyId: cipher?.keyId,
  };
}
