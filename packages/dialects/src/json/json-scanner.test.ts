import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonScanner } from './json-scanner.ts';

function scanned(text: string, from = 0): JsonScanner {
  const scanner = new JsonScanner(from);
  scanner.scan(text);
  return scanner;
}
function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a value', () => {
  it.each([
    ['{"a": [1, {"b": "}\\"]"}], "c": null} and more', 36],
    ['[]x', 2],
    [' \n{}', 4],
    ['"a\\\\"b', 5],
    ['-1.5e+3,', 7],
    ['{"\\u00e9": "\\/"}}', 16],
  ])('ends: %s', (text, end) => {
    expect(scanned(text)).toMatchObject({ state: 'done', end });
  });

  it.each(['', '{', '{"a', '{"a": "\\', '{"a": "\\u12', '{"a": tru', '[1, ', '{"a": {"b": []}', '12'])(
    'is still open: %j',
    (text) => {
      expect(scanned(text).state).toBe('open');
    },
  );

  it.each([
    ['{name: 1}', 1, "expected a key in double quotes or '}', found 'n' (character 2)"],
    ['{"a": fasle}', 6, "expected a value, found 'fasle' (character 7)"],
    ['{"a": 1 "b": 2}', 8, "expected ',' or '}', found '\"' (character 9)"],
    ['{"a" 1}', 5, "expected ':', found '1' (character 6)"],
    ['{"a": 1,}', 8, "expected a key in double quotes, found '}' (character 9)"],
    ['[1,]', 3, "expected a value, found ']' (character 4)"],
    ['{"a": [1}', 8, "expected ',' or ']', found '}' (character 9)"],
    ['{"a": 01}', 6, "expected a value, found '01' (character 7)"],
    [
      '{"a": "x\ny"}',
      8,
      'a line break or control character in a string must be written as \\n (character 9)',
    ],
    ['{"a": "\\x"}', 7, 'a backslash in a string begins no known escape (character 8)'],
    ['{"a": 1</tool_call>', 7, "expected ',' or '}', found '<' (character 8)"],
  ])('is malformed: %j', (text, end, problem) => {
    expect(scanned(text)).toMatchObject({ state: 'malformed', end, problem });
  });

  it('counts from where it begins', () => {
    expect(scanned('call: {x', 6)).toMatchObject({ end: 7, problem: expect.stringContaining('character 2') });
  });
});

const pieces = fc.constantFrom(
  ...'{}[]",:\\ \n\t-.0159eEtfn',
  'true',
  'null',
  '\\u00',
  '\\n',
  '"a"',
  '"a":',
  '\u0001',
  '🙂',
  'é',
);
const noise = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(''));
const valid = fc.json({ maxDepth: 3 });
const mutated = fc.tuple(valid, fc.nat(), noise).map(([json, at, extra]) => {
  const place = at % (json.length + 1);
  return json.slice(0, place) + extra + json.slice(place + extra.length);
});

it('agrees with JSON.parse', () => {
  fc.assert(
    fc.property(fc.oneof(noise, valid, mutated), (text) => {
      const { state, end } = scanned(`${text} `);
      if (accepts(text)) expect([state, text.slice(end).trim()]).toEqual(['done', '']);
      if (state === 'done') expect(accepts(text.slice(0, end))).toBe(true);
      if (state !== 'done') expect(accepts(text)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

it('finds the same whatever the cuts are', () => {
  fc.assert(
    fc.property(fc.oneof(noise, mutated), (text) => {
      const { state, end, problem } = scanned(`${text} `);
      const scanner = new JsonScanner(0);
      for (let length = 0; length <= text.length + 1; length += 1) scanner.scan(`${text} `.slice(0, length));
      expect({ state: scanner.state, end: scanner.end, problem: scanner.problem }).toEqual({
        state,
        end,
        problem,
      });
    }),
    { numRuns: 500 },
  );
});
