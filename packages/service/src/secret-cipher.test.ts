import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSecretCipher, type SealedSecret } from './secret-cipher.ts';

const [OLD, NEW] = [randomBytes(32), randomBytes(32)];
const place = { tenant: 'one', name: 'crm-token' };
const VALUE = 'sch\u00fctz-mich \u{1F511}';

function cipherOf(...keys: Buffer[]) {
  const cipher = createSecretCipher(keys);
  if (cipher === undefined) throw new Error('A cipher needs a key.');
  return cipher;
}

test('opens what it sealed, which looks different each time', () => {
  const cipher = cipherOf(NEW);
  const [first, second] = [cipher.seal(place, VALUE), cipher.seal(place, VALUE)];
  expect(cipher.open(place, first)).toBe(VALUE);
  expect(cipher.open(place, second)).toBe(VALUE);
  expect(first.ciphertext.equals(second.ciphertext)).toBe(false);
  expect(first.nonce.equals(second.nonce)).toBe(false);
  expect(first.ciphertext.toString('utf8')).not.toContain('mich');
});

test('keys rotate: the first encrypts, all decrypt', () => {
  const before = cipherOf(OLD).seal(place, VALUE);
  const both = cipherOf(NEW, OLD);
  expect(both.open(place, before)).toBe(VALUE);
  const after = both.seal(place, VALUE);
  expect(after.keyId).toBe(both.keyId);
  expect(after.keyId).not.toBe(before.keyId);
  expect(cipherOf(NEW).open(place, after)).toBe(VALUE);
  expect([...both.keyIds].toSorted()).toEqual([before.keyId, after.keyId].toSorted());
});

const flipped = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};
const sealed = cipherOf(NEW).seal(place, VALUE);

test.each<[string, typeof place, SealedSecret]>([
  ['another name', { ...place, name: 'crm-tokens' }, sealed],
  ['another tenant', { ...place, tenant: 'two' }, sealed],
  ['a part of the name in the tenant', { tenant: 'one\0crm', name: 'token' }, sealed],
  ['a changed text', place, { ...sealed, ciphertext: flipped(sealed.ciphertext, 0) }],
  [
    'a changed tag',
    place,
    { ...sealed, ciphertext: flipped(sealed.ciphertext, sealed.ciphertext.length - 1) },
  ],
  ['a changed nonce', place, { ...sealed, nonce: flipped(sealed.nonce, 0) }],
  ['a short text', place, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 4) }],
  ['an unknown key', place, cipherOf(OLD).seal(place, VALUE)],
  ['the id of another key', place, { ...cipherOf(OLD).seal(place, VALUE), keyId: sealed.keyId }],
])('refuses %s', (_name, where, given) => {
  expect(() => cipherOf(NEW).open(where, given)).toThrow(
    expect.objectContaining({ code: 'conflict', message: `The secret ${where.name} cannot be decrypted.` }),
  );
});

test('without a key there is no cipher', () => expect(createSecretCipher([])).toBeUndefined());
