import fc from 'fast-check';
import ignore from 'ignore';
import { describe, expect, it } from 'vitest';
import { isIgnored, parseIgnoreRules } from './ignore-rules.ts';

const ignores = (text: string, path: string, isDirectory = false): boolean =>
  isIgnored([parseIgnoreRules('', text)], path, isDirectory);

describe('rules of one file', () => {
  it.each([
    ['*.log', 'a.log', true],
    ['*.log', 'deep/a.log', true],
    ['/a.log', 'deep/a.log', false],
    ['/a.log', 'a.log', true],
    ['deep/*.log', 'deep/a.log', true],
    ['deep/*.log', 'x/deep/a.log', false],
    ['**/x/*.log', 'y/x/a.log', true],
    ['# a', '# a', false],
    ['\\# a', '# a', true],
    ['\\!a', '!a', true],
    ['*.log\n!keep.log', 'keep.log', false],
    ['!keep.log\n*.log', 'keep.log', true],
    ['a  ', 'a', true],
    ['\r\n*.log\r\n', 'a.log', true],
    ['{a,b}', 'a', false],
    ['', 'a', false],
    ['build/', 'build', false],
  ])('%j on %s: %s', (text, path, expected) => expect(ignores(text, path)).toBe(expected));

  it('a slash at the end means directories', () => expect(ignores('build/', 'x/build', true)).toBe(true));
});

it('a deeper file wins over a higher one, and counts from its own folder', () => {
  const scopes = [parseIgnoreRules('', '*.log'), parseIgnoreRules('sub', '!*.log\n/only.txt')];
  expect(isIgnored(scopes, 'sub/a.log', false)).toBe(false);
  expect(isIgnored(scopes, 'sub/only.txt', false)).toBe(true);
  expect(isIgnored(scopes, 'sub/x/only.txt', false)).toBe(false);
});

it('agrees with the ignore package', () => {
  const line = fc
    .tuple(
      fc.constantFrom('', '!'),
      fc.constantFrom('', '/'),
      fc.constantFrom('a', '*.b', 'a/b', '**/a', 'a*', '?b', '[ab]'),
    )
    .map((parts) => parts.join(''));
  const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => !/^\.+$/.test(text));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), name, (lines, path) => {
      const text = lines.join('\n');
      expect([text, path, ignores(text, path)]).toEqual([text, path, ignore().add(text).ignores(path)]);
    }),
    { numRuns: 300 },
  );
});
