import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { createPace, matchLines, type Pace } from './match-lines.ts';

const { signal } = new AbortController();
const untroubled: Pace = { goOn: async () => true };
const linesOf = async (text: string, pattern: string, pace = untroubled) =>
  await Array.fromAsync(matchLines(text, RE2JS.compile(pattern, RE2JS.MULTILINE), { pace }));

describe('matchLines', () => {
  it('finds what testing line by line finds', async () => {
    const line = fc.oneof(fc.stringMatching(/^[ab\r]{0,5}$/), fc.constant('x'.repeat(3000)));
    const pattern = fc.constantFrom('a', '^b', 'a$', '\\Ab', 'b\\z', '^$', 'x{5}', '\\s');
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), pattern, async (lines, source) => {
        const found = await linesOf(lines.join('\n'), source);
        const regex = RE2JS.compile(source, RE2JS.MULTILINE);
        const expected = lines
          .join('\n')
          .split('\n')
          .flatMap((text, index) => {
            const bare = text.replace(/\r$/, '');
            return regex.test(bare) ? [{ number: index + 1, text: bare }] : [];
          });
        expect(found).toEqual(expected);
      }),
    );
  });

  it('tests the beginning of a very long line, and tells', async () => {
    let long = 0;
    const text = `${'x'.repeat(10_000)}end\nend`;
    const lines = matchLines(text, RE2JS.compile('end'), { pace: untroubled, onLongLine: () => (long += 1) });
    expect((await Array.fromAsync(lines)).map(({ number }) => number)).toEqual([2]);
    expect(long).toBe(1);
  });

  it('ends when the time is over', async () => {
    let steps = 0;
    const pace: Pace = { goOn: async () => (steps += 1) < 3 };
    expect(await linesOf(`${'a'.repeat(5000)}\n`.repeat(10), 'a', pace)).toHaveLength(2);
  });
});

describe('createPace', () => {
  it('says when the time is over, and throws on abort', async () => {
    expect(await createPace({ limitMs: 60_000, signal }).goOn()).toBe(true);
    expect(await createPace({ limitMs: 0, signal }).goOn()).toBe(false);
    await expect(createPace({ limitMs: 1, signal: AbortSignal.abort('enough') }).goOn()).rejects.toBe(
      'enough',
    );
  });
});
