import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Replacement, replaceInText } from './replace-in-text.ts';

const replace = (source: string, old: string, text: string, options: Partial<Replacement> = {}) =>
  replaceInText(source, { old, new: text, expected: 1, exactOnly: false, ...options }, '/workspace/f');

describe('the three ways', () => {
  it.each([
    ['exact', 'a b c', 'b', 'X', 'a X c'],
    ['exact, with signs of patterns', 'cost: $1', '$1', '$&$$', 'cost: $&$$'],
    ['exact over lines', 'a\nb\nc\n', 'a\nb', 'x', 'x\nc\n'],
    ['exact, white space kept', 'a\n\nb', 'a\n', 'a', 'a\nb'],
    [
      'flexible, indentation found',
      '  if x:\n    y()\n',
      'if x:\n  y()',
      'if z:\n  y()',
      '  if z:\n    y()\n',
    ],
    ['flexible, white space at line ends', 'a  \nb\n', 'a\nb\n', 'c\n', 'c\n'],
    ['flexible, at the end of a file without a line end', 'a\n  b', 'a\nb\n', 'c\n', 'c'],
    ['fuzzy', 'foo( a,b );\nnext\n', 'foo(a, b);', 'bar();', 'bar();\nnext\n'],
    ['fuzzy over lines', '  call(\n    1,\n    2)\nend\n', 'call(1, 2)', 'call(3)', '  call(3)\nend\n'],
  ])('%s', (name, source, old, text, expected) => {
    const replaced = replace(source, old, text);
    expect(replaced).toMatchObject({ ok: true, text: expected, strategy: name.split(/[ ,]/)[0] });
  });

  it.each([
    ['words that only begin alike', 'returnx = foo1\n', 'return x = foo'],
    ['a word that goes on', 'call( 1 )abc\n', 'call(1)ab'],
    ['lines in another order', 'a\nb\n', 'b\na'],
    ['empty lines', 'a\n\n\nb', ' \n '],
  ])('nothing is found for %s', (_, source, old) => {
    expect(replace(source, old, 'X')).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/^EDIT_NO_OCC/),
    });
  });
});

describe('faults', () => {
  it('names the lines of too many occurrences', () => {
    expect(replace('x\ny\nx\n', 'x', 'z')).toEqual({
      ok: false,
      fault: expect.stringMatching(
        /^EDIT_EXPECTED_OCCURRENCE_MISMATCH: Expected 1 but found 2 .*\(lines 1, 3\)/,
      ),
    });
    expect(replace('x\n', 'x', 'z', { expected: 2 })).toMatchObject({
      fault: expect.stringMatching(/^EDIT_EXPECTED/),
    });
  });

  it('tells that nothing would change', () => {
    expect(replace('x', 'x', 'x')).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/^EDIT_NO_CHANGE/),
    });
  });

  it('finds other white space only when it may', () => {
    expect(replace(' a\n', 'a\n b', 'c', { exactOnly: true }).ok).toBe(false);
  });
});

it('replaces all when any number is right', () => {
  expect(replace('x x x', 'x', 'y', { expected: 'any' })).toMatchObject({ text: 'y y y', count: 3 });
});

describe('line ends', () => {
  it.each([
    ['a\r\nb\r\nc\r\n', 'a\nb', 'x\ny\nz', 'x\r\ny\r\nz\r\nc\r\n'],
    ['a\r\nb\r\n', 'a\r\nb', 'x', 'x\r\n'],
    ['a\nb\r\nc\n', 'c', 'd\ne', 'a\nb\r\nd\ne\n'],
    ['a\nb', 'b', 'c', 'a\nc'],
  ])('%j', (source, old, text, expected) => {
    expect(replace(source, old, text)).toMatchObject({ text: expected });
  });
});

it('changes nothing but the place that is meant', () => {
  const line = fc.stringMatching(/^[ab (]{0,6}$/);
  const end = fc.constantFrom('\n', '\r\n');
  const lines = fc
    .array(fc.tuple(line, end), { maxLength: 8 })
    .map((all) => all.map((each) => each.join('')));
  fc.assert(
    fc.property(lines, lines, fc.stringMatching(/^[ab\n ]{0,8}$/), (before, after, text) => {
      const [head, tail] = [before.join(''), after.join('')];
      const replaced = replace(`${head}<MARK one>\n${tail}`, '<MARK  one>', text);
      expect(replaced.ok && replaced.text.replaceAll('\r\n', '\n')).toBe(
        `${head}${text.replace(/\n$/, '')}\n${tail}`.replaceAll('\r\n', '\n'),
      );
      if (replaced.ok) {
        expect(replaced.text.startsWith(head)).toBe(true);
        expect(replaced.text.endsWith(tail)).toBe(true);
      }
    }),
  );
});
