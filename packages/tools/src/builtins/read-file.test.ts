import { createJimp } from '@jimp/core';
import jpeg from '@jimp/js-jpeg';
import png from '@jimp/js-png';
import { describe, expect, it } from 'vitest';
import { openToolRoom } from '../__fixtures__/tool-room.ts';
import { readFileTool } from './read-file.ts';
import { readVisualFile } from './read-visual-file.ts';

describe('read_file', () => {
  it('numbers lines from 1', async () => {
    await using room = await openToolRoom();
    expect((await room.run(readFileTool, { file_path: 'a.txt' })).text).toBe('1| one\n2| two\n3| three');
  });

  it('pages from a 0-based offset and says how to read on', async () => {
    await using room = await openToolRoom();
    const { text } = await room.run(readFileTool, { file_path: 'a.txt', offset: 1.5, limit: 1.5 });
    expect(text).toContain('Status: Showing lines 2-2 of 3 total lines.');
    expect(text).toContain('offset: 2.');
    expect(text.endsWith('\n2| two')).toBe(true);
  });

  it('says that an offset is past the end and that a file is empty', async () => {
    await using room = await openToolRoom();
    expect((await room.run(readFileTool, { file_path: 'a.txt', offset: 9 })).text).toContain('has 3 lines');
    await room.put('empty', '');
    expect((await room.run(readFileTool, { file_path: 'empty' })).text).toBe(
      'The file /workspace/empty is empty.',
    );
  });

  it('keeps to 2000 lines, 2000 characters a line and 20000 characters', async () => {
    await using room = await openToolRoom();
    await room.put('lines', 'x\n'.repeat(2500));
    expect((await room.run(readFileTool, { file_path: 'lines' })).text).toContain(
      'Showing lines 1-2000 of 2500',
    );
    await room.put('wide', 'y'.repeat(5000));
    const wide = (await room.run(readFileTool, { file_path: 'wide' })).text;
    expect(wide).toContain('Lines longer than 2000 characters have been cut;');
    expect(wide.match(/y{2,}/)?.[0]).toHaveLength(2000);
    await room.put('big', `${'z'.repeat(999)}\n`.repeat(100));
    const big = (await room.run(readFileTool, { file_path: 'big' })).text;
    expect(big.length).toBeLessThan(20_400);
    expect(big).toContain('of 100 total lines');
  });

  it('reads every line of a file by the offsets that it names', async () => {
    await using room = await openToolRoom();
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index} ${'x'.repeat(index % 50)}`);
    await room.put('long', lines.join('\n'));
    const seen: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const { text } = await room.run(readFileTool, { file_path: 'long', offset });
      for (const match of text.matchAll(/^\d+\| (.*)$/gm)) seen.push(match[1] ?? '');
      const next = /with offset: (\d+)/.exec(text)?.[1];
      offset = next === undefined ? undefined : Number(next);
    }
    expect(seen).toEqual(lines);
  });

  it.each([
    ['FILE_NOT_FOUND', 'none.txt'],
    ['PATH_IS_DIRECTORY', 'sub'],
    ['NOT_A_DIRECTORY', 'a.txt/b'],
    ['INVALID_PATH', 'x'.repeat(300)],
    ['BINARY_FILE', 'binary'],
    ['FILE_TOO_LARGE', 'large'],
  ])('%s', async (word, file_path) => {
    await using room = await openToolRoom();
    await room.put('binary', Buffer.from([1, 0, 2]));
    await room.put('large', Buffer.alloc(10 * 1024 * 1024 + 1, 'x'));
    const outcome = await room.run(readFileTool, { file_path });
    expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
    expect(outcome.text).not.toContain(room.base);
    expect(outcome.text).not.toMatch(/ENO|errno|syscall/);
  });

  it('takes compressed bytes without a zero for binary, and reads UTF-16', async () => {
    await using room = await openToolRoom();
    const noise = Buffer.from(
      Array.from({ length: 2000 }, (_, at) => 1 + ((at * 7919 + (at >> 3) * 31) % 255)),
    );
    await room.put('noise', noise);
    expect((await room.run(readFileTool, { file_path: 'noise' })).text).toMatch(/^BINARY_FILE: /);
    await room.put('wide', Buffer.from('\uFEFFgrüß dich\r\n😀', 'utf16le'));
    expect((await room.run(readFileTool, { file_path: 'wide' })).text).toBe('1| grüß dich\n2| 😀');
    await room.put('colours', '\u001b[31mred\u001b[0m\f\b'.repeat(200));
    expect((await room.run(readFileTool, { file_path: 'colours' })).isError).toBe(false);
    const cut = `${'a'.repeat(8191)}é`;
    await room.put('cut', cut);
    expect((await room.run(readFileTool, { file_path: 'cut' })).text).not.toContain('\uFFFD');
  });

  it('shows bytes that are no UTF-8 as signs, and names the tool for images', async () => {
    await using room = await openToolRoom();
    await room.put('latin1', Buffer.from([0x61, 0xe9]));
    expect((await room.run(readFileTool, { file_path: 'latin1' })).text).toBe(
      '(1 U+FFFD below: the file may hold other bytes there than UTF-8.)\n1| a\uFFFD',
    );
    await room.put('p.png', Buffer.from([0x89, 0]));
    expect((await room.run(readFileTool, { file_path: 'p.png' })).text).toContain('read_visual_file');
  });
});

describe('read_visual_file', () => {
  const gif = (width: number, height: number) =>
    Buffer.from([...Buffer.from('GIF89a'), width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0]);

  it('gives the image as a block, told by its content', async () => {
    await using room = await openToolRoom();
    await room.put('p.dat', gif(3, 2));
    const { content, text } = await room.run(readVisualFile, {
      file_path: 'p.dat',
      image_detail: 'low',
      image_max_size: 9.5,
    });
    expect(text).toBe('Image /workspace/p.dat (image/gif, 3x2 pixels):');
    expect(content[1]).toEqual({
      type: 'image',
      url: `data:image/gif;base64,${gif(3, 2).toString('base64')}`,
      mimeType: 'image/gif',
      detail: 'low',
    });
  });

  it.each(['image/png', 'image/jpeg'] as const)('makes a large %s smaller when asked to', async (type) => {
    const Image = createJimp({ formats: [png, jpeg] });
    const image = new Image({ width: 60, height: 20, color: 0xff0000ff });
    await using room = await openToolRoom();
    await room.put('wide.dat', await image.getBuffer(type));
    const small = await room.run(readVisualFile, { file_path: 'wide.dat', image_max_size: 30 });
    expect(small.text).toBe(
      `Image /workspace/wide.dat (${type}, 30x10 pixels): Made smaller from 60x20 pixels.`,
    );
    const [, block] = small.content;
    const url = block?.type === 'image' ? block.url : '';
    const shown = await Image.fromBuffer(Buffer.from(url.split(',')[1] ?? '', 'base64'));
    expect([shown.mime, shown.width, shown.height]).toEqual([type, 30, 10]);
    expect(shown.getPixelColor(15, 5) >>> 24).toBeGreaterThan(240);
    const whole = await room.run(readVisualFile, { file_path: 'wide.dat', image_max_size: 60 });
    expect(whole.text).toBe(`Image /workspace/wide.dat (${type}, 60x20 pixels):`);
  });

  it('says so when an image cannot be made smaller', async () => {
    await using room = await openToolRoom();
    await room.put('p.gif', gif(30, 20));
    const cut = Buffer.from('89504e470d0a1a0a0000000d494844520000003c000000140806000000', 'hex');
    await room.put('cut.png', Buffer.concat([cut, Buffer.alloc(8)]));
    for (const file_path of ['p.gif', 'cut.png']) {
      const { text, isError } = await room.run(readVisualFile, { file_path, image_max_size: 10 });
      expect(isError).toBe(false);
      expect(text).toMatch(/\(image\/\w+, \d+x20 pixels\): It is shown as it is/);
    }
  });

  it.each([
    ['UNSUPPORTED_FORMAT', 'text.png', Buffer.from('no image')],
    ['UNSUPPORTED_FORMAT', 'empty.png', Buffer.alloc(0)],
    [
      'UNSUPPORTED_FORMAT',
      'p.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
    ],
    ['IMAGE_TOO_LARGE', 'wide.gif', gif(9000, 1)],
    ['IMAGE_TOO_LARGE', 'heavy.gif', Buffer.concat([gif(1, 1), Buffer.alloc(4_000_000)])],
  ])('%s for %s', async (word, file_path, bytes) => {
    await using room = await openToolRoom();
    await room.put(file_path, bytes);
    const outcome = await room.run(readVisualFile, { file_path });
    expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
  });
});
