/**
 * How values of secrets are kept: AES-256-GCM under a key of the operator, with a nonce of its own for each. Tenant and name
 * are authenticated, so that no row can pass for another. The first key encrypts, all decrypt.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { NexError } from '@nex/core';

export const SECRET_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SecretPlace {
  tenant: string;
  name: string;
}

export interface SealedSecret {
  /** The tag of 16 bytes is at its end. */
  ciphertext: Buffer;
  nonce: Buffer;
  keyId: string;
}

export interface SecretCipher {
  /** Of the key that encrypts. */
  readonly keyId: string;
  /** Of all keys. */
  readonly keyIds: ReadonlySet<string>;
  seal(place: SecretPlace, value: string): SealedSecret;
  /** Throws `conflict` for what none of the keys opens at that place. */
  open(place: SecretPlace, sealed: SealedSecret): string;
}

/** `keys` of 32 bytes each; `undefined` without one. */
export function createSecretCipher(keys: readonly Buffer[]): SecretCipher | undefined {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]));
  const [first] = keys;
  if (first === undefined) return undefined;
  const keyId = keyIdOf(first);
  return {
    keyId,
    keyIds: new Set(byId.keys()),
    seal(place, value) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', first, nonce).setAAD(associated(place));
      const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { ciphertext, nonce, keyId };
    },
    open(place, sealed) {
      const key = byId.get(sealed.keyId);
      const value = key && decrypt(key, place, sealed);
      if (value !== undefined) return value;
      throw new NexError('conflict', `The secret ${place.name} cannot be decrypted.`, {
        where: 'NEX_SECRETS_KEY',
        hint: 'Set it again, or have the operator add the key that it was encrypted with.',
      });
    },
  };
}

function decrypt(key: Buffer, place: SecretPlace, { ciphertext, nonce }: SealedSecret): string | undefined {
  try {
    const end = ciphertext.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(associated(place))
      .setAuthTag(ciphertext.subarray(end));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]).toString('utf8');
  } catch {
    // What the library says of a wrong tag says nothing more.
    return undefined;
  }
}

/** Neither part can hold a NUL. */
function associated({ tenant, name }: SecretPlace): Buffer {
  return Buffer.from(`${tenant}\0${name}`, 'utf8');
}

/** Tells keys apart and says nothing of them. */
function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('nex secrets key\0').update(key).digest('hex').slice(0, 16);
}
