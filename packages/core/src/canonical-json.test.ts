import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestJson, digestText } from './digest.ts';
import { ERROR_CODES, isTerminal, mayBecome, NexError, newId, RUN_STATES, toNexError } from './index.ts';
import { canonicalJson } from './json.ts';

test('canonical JSON does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(digestJson(reversed)).toBe(digestJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('a digest names its algorithm', () => {
  expect(digestText('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('ids carry their kind, sort by time and do not repeat', () => {
  const early = newId('run', 1_000_000);
  const late = newId('run', 2_000_000_000_000);
  expect(early).toMatch(/^run_[0-9a-hjkmnp-tv-z]{26}$/);
  expect(early < late).toBe(true);
  expect(new Set(Array.from({ length: 1000 }, () => newId('query'))).size).toBe(1000);
});

test('every run state is either terminal or leads on', () => {
  const table = RUN_STATES.map((from) => [
    from,
    RUN_STATES.filter((to) => mayBecome(from, to)),
    isTerminal(from),
  ]);
  expect(table).toEqual([
    ['queued', ['running', 'failed', 'cancelled'], false],
    ['running', ['running', 'waiting', 'completed', 'failed', 'cancelled'], false],
    ['waiting', ['queued', 'running', 'failed', 'cancelled'], false],
    ['completed', [], true],
    ['failed', [], true],
    ['cancelled', [], true],
  ]);
});

test('a foreign error shows nothing of its own text', () => {
  const error = toNexError(new Error('ENOENT /home/somebody/secret'));
  expect(error.code).toBe('internal');
  expect(JSON.stringify(error.toFailure())).not.toContain('secret');
});

test.each(Object.keys(ERROR_CODES))('%s survives the way through a failure', (code) => {
  const failure = { code, message: 'm', where: 'w', hint: 'h' };
  expect(NexError.fromFailure(failure).toFailure()).toEqual(failure);
});
