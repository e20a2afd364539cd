import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectArguments, toolCallBlock } from './call-arguments.ts';

const call = (argumentsText: string) => toolCallBlock({ id: 'c', name: 'look', argumentsText });

test.each([
  ['', '{}'],
  ['{ "x" :1.0}', '{ "x" :1.0}'],
  ['{"x":', '{"INVALID_JSON":"{\\"x\\":"}'],
  ['[1]', '{"INVALID_JSON":"[1]"}'],
  ['null', '{"INVALID_JSON":"null"}'],
])('%j goes back as %s', (text, expected) => {
  expect(objectArguments(call(text))).toBe(expected);
});

test('whatever the model wrote, the wire gets an object, and an object unchanged', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const value: unknown = JSON.parse(objectArguments(call(text)));
      expect(Object.prototype.toString.call(value)).toBe('[object Object]');
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (args, indent) => {
      const text = JSON.stringify(args, null, indent);
      expect(objectArguments(call(text))).toBe(text);
      expect(call(text).argumentsText).toBe(text);
    }),
  );
});
