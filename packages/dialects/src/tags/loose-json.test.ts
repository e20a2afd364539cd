import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strictJson } from './loose-json.ts';

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

it('takes for JSON what is JSON', () => {
  const marks = '{ } [ ] " : , - 0 12 . e3 true false null tru N a \\ \\u00e9 茶'.split(' ');
  const piece = fc.constantFrom(...marks, ' ', '\n', '\t', '\u00a0', '\ufeff', '\u0000');
  const text = fc.oneof(
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    fc
      .tuple(fc.constantFrom('', ' ', '\n', '\u00a0'), fc.json(), fc.constantFrom('', ' \r\n', '\u00a0', ','))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (json) => {
      const value = parsed(json);
      expect(strictJson(json)).toEqual(value === undefined ? undefined : { value, json });
    }),
    { numRuns: 2000 },
  );
});
