import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { captureOutput } from './capture-output.ts';
import { firstChars, lastChars, plainText } from './shown-text.ts';

let folder = '';
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-capture-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function capture(
  bytes: Uint8Array[],
  view = { threshold: 50, head: 20, tail: 20 },
  budget = 1_000_000,
) {
  const path = join(folder, String(++count));
  const onOverflow = vi.fn();
  const captured = await captureOutput(Readable.from(bytes), {
    view,
    file: { open: () => open(path, 'wx'), shownPath: 'FILE' },
    budget: { bytes: budget },
    onOverflow,
  });
  const kept = captured.file === undefined ? undefined : await readFile(path);
  return { ...captured, kept, onOverflow };
}

/** The text in chunks that end anywhere, also within a character. */
function chunksOf(text: string, size: number): Uint8Array[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
}

describe('captureOutput', () => {
  it('loses no line: what is not shown is in the file', async () => {
    const line = fc.oneof(
      fc.nat().map(String),
      fc
        .string({ unit: 'grapheme' })
        .map((text) => [...text].filter((char) => !'\r\n\u001b'.includes(char)).join('')),
    );
    const view = fc.record({ threshold: fc.nat(60), head: fc.nat(40), tail: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(line, { maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        view,
        async (lines, size, given) => {
          const whole = lines.map((text) => `${text}\n`).join('');
          const { text, file, kept } = await capture(chunksOf(whole, size), given);
          expect(kept === undefined ? text : kept.toString()).toBe(whole);
          expect(file !== undefined).toBe(whole.length > given.threshold);
          if (file !== undefined && given.head + given.tail < whole.length - 4)
            expect(text).toContain('omitted; the whole output is in FILE]');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shows an output at the threshold whole, and cuts one above it', async () => {
    expect(await capture([Buffer.from('x'.repeat(50))])).toMatchObject({
      text: 'x'.repeat(50),
      kept: undefined,
    });
    const cut = await capture([Buffer.from(`${'a'.repeat(30)}${'b'.repeat(21)}`)]);
    expect(cut.text).toBe(
      `${'a'.repeat(20)}\n... [11 characters omitted; the whole output is in FILE] ...\n${'b'.repeat(20)}`,
    );
  });

  it('stops keeping at the budget, and says so once', async () => {
    const { text, kept, onOverflow } = await capture(chunksOf('0123456789'.repeat(30), 70), undefined, 100);
    expect(kept?.toString()).toBe('0123456789'.repeat(10));
    expect(onOverflow).toHaveBeenCalledOnce();
    expect(text).toContain('what was kept of the output is in FILE');
  });

  it('keeps what is no text, and does not show it', async () => {
    const image = Buffer.from(Array.from({ length: 40 }, (_, at) => 128 + at));
    const { text, kept } = await capture([image.subarray(0, 7), image.subarray(7)]);
    expect(text).toBe('[40 bytes that are no text; they are in FILE]');
    expect(kept).toEqual(image);
    const large = await capture(Array.from({ length: 10 }, () => image));
    expect([large.text, large.kept?.length]).toEqual(['[400 bytes that are no text; they are in FILE]', 400]);
    expect((await capture([Buffer.from('a\0b\0c')])).text).toBe('a\0b\0c');
  });

  it('takes a destroyed stream for an ended one', async () => {
    const stream = new Readable({ read() {} });
    stream.push('before');
    setImmediate(() => stream.destroy());
    const file = { open: () => Promise.reject(new Error('not opened')), shownPath: '' };
    const view = { threshold: 50, head: 20, tail: 20 };
    expect(await captureOutput(stream, { view, file, budget: { bytes: 9 }, onOverflow() {} })).toEqual({
      text: 'before',
    });
  });
});

it.each([
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;http://x\u001b\\link', 'link'],
  ['a\r\nb\r\r\nc', 'a\nb\nc'],
  ['10%\r20%\rdone', '10%\n20%\ndone'],
  ['1\n1\n1\n1\n1\n', '1\n1\n1\n1\n1\n'],
])('plainText(%j) is %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

it('cuts between characters', () => {
  expect([firstChars('a😀b', 2), firstChars('a😀b', 3), firstChars('ab', 9)]).toEqual(['a', 'a😀', 'ab']);
  expect([lastChars('a😀b', 2), lastChars('a😀b', 3), lastChars('ab', 0)]).toEqual(['b', '😀b', '']);
});
