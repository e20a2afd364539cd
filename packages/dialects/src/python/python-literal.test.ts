import type { Json } from '@nex/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PythonReader, pythonLiteral } from './python-literal.ts';
import { PythonScanner } from './python-scanner.ts';

function read(text: string): Json | undefined {
  const reader = new PythonReader(text);
  const json = reader.value();
  return json !== undefined && reader.done ? (JSON.parse(json) as Json) : undefined;
}

it.each<[string, Json]>([
  [`'a"b'`, 'a"b'],
  [`"it's"`, "it's"],
  [`'''one\n'two' '''`, "one\n'two' "],
  [`'\\x41\\u00e9\\U0001F642\\101\\t\\\\ \\q'`, 'Aé🙂A\t\\ \\q'],
  [`'a\\\nb'`, 'ab'],
  [`''`, ''],
  ['-1_000', -1000],
  ['+.5', 0.5],
  ['007', 7],
  ['1.', 1],
  ['1e3', 1000],
  ['None', null],
  ['[True, false,]', [true, false]],
  ['(1, (2,))', [1, [2]]],
  [`{'a': {1: "x"}, "b": []}`, { a: { '1': 'x' }, b: [] }],
])('%s', (text, value) => {
  expect(read(text)).toEqual(value);
});

it.each(['a', 'f(1)', '[1 2]', '{1}', '{[1]: 2}', '"a', '1 + 1', '0x10', '1.2.3', `${'['.repeat(300)}`])(
  'is no literal: %s',
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);

it('keeps the digits of a number', () => {
  expect(new PythonReader('12345678901234567890.10').value()).toBe('12345678901234567890.10');
});

const UNIT = fc.constantFrom(...`'"\\\n()[]{}=,: aé🙂`, '\ud800', '\0');

it('reads what it writes, and finds its end wherever the text is cut', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: UNIT, maxDepth: 2 }), fc.nat(), (value, cut) => {
      const json = JSON.parse(JSON.stringify([value])) as Json;
      const text = pythonLiteral(json);
      expect(read(text)).toEqual(json);
      const scanner = new PythonScanner(0);
      scanner.scan(text.slice(0, cut % text.length));
      expect(scanner.scan(`${text} ]`)).toMatchObject({ state: 'done', end: text.length });
    }),
    { numRuns: 60 },
  );
});
