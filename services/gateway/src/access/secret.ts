/**
 * Secrets of API keys: `nex_<id>_<random>`. The id finds the row; the random part has 256 bits, so nobody can guess it from
 * its digest however fast the digest is: a slow hash is for what people choose.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const FORM = /^nex_([0-9a-z]{26})_([0-9a-f]{64})$/;

export interface NewSecret {
  secret: string;
  prefix: string;
  hash: Buffer;
}

/** `id`: of the key, `key_…`. */
export function makeSecret(id: string): NewSecret {
  const prefix = `nex_${id.slice('key_'.length)}`;
  const secret = `${prefix}_${randomBytes(32).toString('hex')}`;
  return { secret, prefix, hash: hashOf(secret) };
}

/** The id of the key that the text may be a secret of. */
export function keyIdOf(text: string): string | undefined {
  const id = FORM.exec(text)?.[1];
  return id === undefined ? undefined : `key_${id}`;
}

/** Of any text; digests have equal lengths, which comparing them in constant time needs. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function sameHash(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(a, b);
}
