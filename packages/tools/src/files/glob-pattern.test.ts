import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { compileGlob } from './glob-pattern.ts';

describe('compileGlob', () => {
  it.each([
    ['*.ts', 'a.ts', true],
    ['*.ts', 'src/a.ts', false],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', 'src/deep/a.ts', true],
    ['src/**', 'src/a/b', true],
    ['src/**/b', 'src/b', true],
    ['src/**/b', 'srcb', false],
    ['a**b', 'axxb', true],
    ['a**b', 'a/b', false],
    ['?.md', 'a.md', true],
    ['?.md', 'ab.md', false],
    ['*', '.env', true],
    ['*.{ts,tsx}', 'a.tsx', true],
    ['{a,b/{c,d}}.x', 'b/d.x', true],
    ['{**/,}x', 'p/q/x', true],
    ['[a-c].x', 'b.x', true],
    ['[!a-c].x', 'b.x', false],
    ['[!a-c].x', '/.x', false],
    ['[]a].x', '].x', true],
    ['[a', '[a', true],
    ['{a', '{a', true],
    ['a}', 'a}', true],
    ['\\*.x', '*.x', true],
    ['\\*.x', 'a.x', false],
    ['a+(b).x', 'a+(b).x', true],
    ['naïve/日本*.txt', 'naïve/日本語.txt', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(compileGlob(pattern)?.(path)).toBe(expected);
  });

  it('can leave case aside', () => {
    expect(compileGlob('*.MD', { ignoreCase: true })?.('readme.md')).toBe(true);
    expect(compileGlob('*.MD')?.('readme.md')).toBe(false);
  });

  it('takes linear time where others search back and forth', () => {
    const fits = compileGlob(`${'*a'.repeat(60)}b`);
    expect(fits?.('a'.repeat(5000))).toBe(false);
  });

  it('refuses what is too large to compile', () => {
    expect(compileGlob('a'.repeat(1001))).toBeUndefined();
  });

  it('agrees with picomatch', () => {
    const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => text !== '.' && text !== '..');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const part = fc.oneof(
      fc.constantFrom('**', '*', '?', '*.a', 'a*', '{a,b}', '[ab]', 'a?', '*b*'),
      fc.stringMatching(/^[ab]{1,3}$/),
    );
    const pattern = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(pattern, path, (glob, file) => {
        // picomatch lets a final `**` fit the folder itself; here it stands for something below.
        fc.pre(!/(^|\/)\*\*$/.test(glob));
        const theirs = picomatch(glob, { dot: true, noextglob: true })(file);
        expect([glob, file, compileGlob(glob)?.(file)]).toEqual([glob, file, theirs]);
      }),
      { numRuns: 500 },
    );
  });
});
