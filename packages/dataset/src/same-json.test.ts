import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameJson } from './same-json.ts';

test('agrees with the text, whatever the order of keys', () => {
  const value = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.parse(JSON.stringify(one)) as unknown);
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(sameJson(a, structuredClone(a))).toBe(true);
      if (JSON.stringify(a) !== JSON.stringify(b) && sameJson(a, b)) expect(a).toEqual(b);
    }),
  );
});

test.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: undefined }, {}, true],
  [{ a: 1 }, { b: 1 }, false],
  [{}, { a: null }, false],
  [[1], { 0: 1 }, false],
  [JSON.parse('{"__proto__":1}'), {}, false],
  [JSON.parse('{"__proto__":{}}'), { a: 1 }, false],
  ['a', 'b', false],
])('%j and %j', (a, b, same) => {
  expect(sameJson(a, b)).toBe(same);
});
