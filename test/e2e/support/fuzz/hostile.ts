/** Values that nobody means, and valid values with one of them somewhere inside. */
import fc from 'fast-check';

const DEEP = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;

export const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  Number.MAX_SAFE_INTEGER,
  2_147_483_648,
  '',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '../../../../etc/passwd',
  '..%2f..%2fetc',
  "'; drop table runs; --",
  '${7*7}{{7*7}}',
  'x'.repeat(20_000),
  '🤖'.repeat(300),
  '9'.repeat(400),
  '1e999',
  'NaN',
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  DEEP,
];

export const hostile = fc.constantFrom(...HOSTILE);

/** One place of the value, at any depth, has another value, or is gone, or has a field that is not known. */
export function mutated(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(valid, hostile, fc.nat(), fc.nat()).map(([value, bad, where, how]) => {
    if (typeof value !== 'object' || value === null) return bad;
    const copy = structuredClone(value) as Record<string, unknown>;
    let place: Record<string, unknown> = copy;
    for (let depth = where % 4; depth > 0; depth -= 1) {
      const deeper = Object.values(place).filter(
        (one): one is Record<string, unknown> => typeof one === 'object' && one !== null,
      );
      const next = deeper[where % Math.max(deeper.length, 1)];
      if (next === undefined) break;
      place = next;
    }
    const keys = Object.keys(place);
    const key = keys[how % Math.max(keys.length, 1)];
    if (key === undefined || how % 5 === 0) place['unknownField'] = bad;
    else if (how % 5 === 1) delete place[key];
    else place[key] = bad;
    return copy;
  });
}

/** Bodies that are no JSON value at all: text, media type. */
export const BROKEN_BODIES: readonly (readonly [body: string, type: string])[] = [
  ['', 'application/json'],
  ['{', 'application/json'],
  ['{"a":1,}', 'application/json'],
  ['\u0000\u0001', 'application/json'],
  ['[]', 'application/json; charset=utf-16'],
  ['a=b', 'application/x-www-form-urlencoded'],
  ['<a/>', 'text/xml'],
  ['{}', 'not a media type'],
  [`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'application/json'],
];
