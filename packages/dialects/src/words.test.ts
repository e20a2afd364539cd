import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstOf, Words } from './words.ts';

const word = fc.string({ unit: fc.constantFrom('<', '|', 'a', 'b', '茶'), minLength: 1, maxLength: 4 });
const marked = word.map((rest) => `<|${rest}`);
const words = fc.oneof(
  fc.array(word, { maxLength: 4 }),
  fc.array(marked, { minLength: 1, maxLength: 4 }),
  fc.constantFrom(['<|'], ['<|', '<|a'], ['<|a', '<|']),
);
const text = fc.string({ unit: fc.constantFrom('<', '|', 'a', 'b', '茶', '<|', '<|a'), maxLength: 40 });

it('finds what is found word by word', () => {
  fc.assert(
    fc.property(words, text, fc.nat(14), (list, of, from) => {
      const all = new Words(list);
      const standing = (at: number) => list.find((one) => of.startsWith(one, at));
      const places = Array.from({ length: of.length + 1 }, (_, at) => at);
      expect(all.first(of, from)).toBe(firstOf(of, list, from));
      expect(firstOf(of, list)).toBe(places.find((at) => standing(at) !== undefined) ?? -1);
      for (const at of places) expect(all.at(of, at)).toBe(standing(at));
      const begun = (length: number) =>
        list.some((one) => one.length > length && one.startsWith(of.slice(of.length - length)));
      expect(all.begunAtEnd(of)).toBe(places.toReversed().find((length) => length > 0 && begun(length)) ?? 0);
    }),
    { numRuns: 1000 },
  );
});
