import { describe, expect, it } from 'vitest';
import { textFromHtml } from './text-from-html.ts';

const { signal } = new AbortController();

describe('textFromHtml', () => {
  it('gives the same text for small and large pages', async () => {
    const page = (count: number) => `<h2>Head</h2>${'<p>a <b>b</b></p>'.repeat(count)}`;
    expect(await textFromHtml(page(2), signal)).toBe('Head\n\na b\n\na b');
    expect(await textFromHtml(page(5000), signal)).toBe(`Head${'\n\na b'.repeat(5000)}`);
  });

  it('gives a page as it is that takes too long or too much', async () => {
    const hostile = '<a>'.repeat(300_000);
    expect(await textFromHtml(hostile, signal, 50)).toBe(hostile);
  });

  it('ends with the signal', async () => {
    const large = '<p>x</p>'.repeat(100_000);
    await expect(textFromHtml(large, AbortSignal.abort('enough'))).rejects.toBe('enough');
    const stop = new AbortController();
    const text = textFromHtml(large, stop.signal);
    stop.abort('enough');
    await expect(text).rejects.toBe('enough');
  });
});
