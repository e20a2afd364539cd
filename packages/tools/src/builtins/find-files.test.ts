import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openToolRoom, type ToolRoom } from '../__fixtures__/tool-room.ts';
import { globTool } from './glob.ts';
import { listDirectory } from './list-directory.ts';
import { readManyFiles } from './read-many-files.ts';
import { searchFileContent } from './search-file-content.ts';

async function projectRoom(): Promise<ToolRoom> {
  const room = await openToolRoom();
  await room.put('.gitignore', '*.log\n/build/\n');
  await room.put('src/a.ts', 'const a = 1;\r\nfoo(a)\r\n');
  await room.put('src/deep/b.ts', 'foo(b)\n');
  await room.put('src/c.log', 'foo log\n');
  await room.put('src/deep/.gitignore', '!keep.log\n');
  await room.put('src/deep/keep.log', 'foo kept\n');
  await room.put('build/out.ts', 'foo built\n');
  await room.put('.git/config', 'foo git\n');
  await room.put('node_modules/m/index.js', 'foo module\n');
  return room;
}
const linesOf = (text: string): string[] => text.split('\n').slice(1);

describe('glob', () => {
  it('finds the last changed first', async () => {
    await using room = await projectRoom();
    await utimes(join(room.root, 'src/a.ts'), 2000, 2000);
    await utimes(join(room.root, 'src/deep/b.ts'), 3000, 3000);
    const { text } = await room.run(globTool, { pattern: '**/*.ts' });
    expect(text).toBe(
      'Found 2 file(s) matching "**/*.ts" within /workspace (2 git-ignored paths left out), newest first:\n' +
        '/workspace/src/deep/b.ts\n/workspace/src/a.ts',
    );
  });

  it('respects .gitignore files of all folders, unless told otherwise', async () => {
    await using room = await projectRoom();
    const found = async (args: object) =>
      linesOf((await room.run(globTool, { pattern: '**/*.log', ...args })).text).toSorted();
    expect(await found({})).toEqual(['/workspace/src/deep/keep.log']);
    expect(await found({ respect_git_ignore: false })).toEqual([
      '/workspace/src/c.log',
      '/workspace/src/deep/keep.log',
    ]);
    expect(await found({ dir_path: 'src' })).toEqual(['/workspace/src/deep/keep.log']);
  });

  it('leaves .git out and takes paths from the workspace', async () => {
    await using room = await projectRoom();
    expect((await room.run(globTool, { pattern: '**/config', respect_git_ignore: false })).text).toMatch(
      /^No files/,
    );
    expect((await room.run(globTool, { pattern: '/workspace/src/*.TS' })).text).toContain(
      '/workspace/src/a.ts',
    );
    expect((await room.run(globTool, { pattern: 'src/*.TS', case_sensitive: true })).text).toMatch(
      /^No files/,
    );
  });

  it('says what it does not show', async () => {
    await using room = await openToolRoom();
    await Promise.all(Array.from({ length: 1001 }, (_, index) => room.put(`sub/${index}.x`, '')));
    const { text } = await room.run(globTool, { pattern: '**/*.x' });
    expect(text).toContain('Found 1001 file(s)');
    expect(text).toContain('(1 more files not shown; give a narrower pattern');
  });

  it.each([
    ['DIRECTORY_NOT_FOUND', { pattern: '*', dir_path: 'none' }],
    ['NOT_A_DIRECTORY', { pattern: '*', dir_path: 'a.txt' }],
    ['INVALID_PATTERN', { pattern: 'x'.repeat(2000) }],
  ])('%s', async (word, args) => {
    await using room = await openToolRoom();
    const outcome = await room.run(globTool, args);
    expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
  });
});

describe('search_file_content', () => {
  it('gives the lines with file and number', async () => {
    await using room = await projectRoom();
    const { text } = await room.run(searchFileContent, { pattern: 'foo\\([ab]\\)$', dir_path: 'src' });
    expect(text).toBe(
      'Found 2 match(es) for pattern "foo\\([ab]\\)$" in /workspace/src:\n' +
        '---\nFile: /workspace/src/a.ts\nL2: foo(a)\n---\nFile: /workspace/src/deep/b.ts\nL1: foo(b)\n---',
    );
  });

  it.each([
    [undefined, ['a.txt']],
    ['*.ts', []],
    ['*.{txt,md}', ['a.txt']],
    ['/workspace/*', []],
    ['sub/**', []],
  ])('keeps to files that fit %s', async (include, expected) => {
    await using room = await openToolRoom();
    const { text } = await room.run(searchFileContent, { pattern: '^two$', ...(include && { include }) });
    expect([...text.matchAll(/File: \/workspace\/(.*)/g)].map((match) => match[1])).toEqual(expected);
  });

  it('knows the anchors of a line', async () => {
    await using room = await openToolRoom();
    expect((await room.run(searchFileContent, { pattern: '\\Atwo\\z' })).text).toContain('L2: two');
    expect((await room.run(searchFileContent, { pattern: 'one\\ntwo' })).text).toMatch(/^No matches found/);
  });

  it('passes over binary files and ends at 500 matches, saying so', async () => {
    await using room = await openToolRoom();
    await room.put('binary', Buffer.from([0, 0x6d, 0x61, 0x74, 0x63, 0x68]));
    await room.put('many.txt', 'match\n'.repeat(600));
    const { text } = await room.run(searchFileContent, { pattern: 'match' });
    expect(text).toMatch(/^Found 500 match/);
    expect(text).toContain('There are more than 500 matches. Narrow the search');
    expect(text).not.toContain('binary');
  });

  it('cuts long lines and tells of files that are too large', async () => {
    await using room = await openToolRoom();
    await room.put('wide.txt', `match${'x'.repeat(3000)}`);
    await room.put('large.txt', Buffer.alloc(10 * 1024 * 1024 + 1, 'y'));
    const { text } = await room.run(searchFileContent, { pattern: 'match' });
    expect(text).toContain('x... [cut]');
    expect(text).toContain('(1 files were too large to search)');
  });

  it.each(['(', '(?=a)', '\\1', 'a{100000}', '(a{100}){20}', 'x'.repeat(10_001)])(
    'INVALID_PATTERN for %.20s',
    async (pattern) => {
      await using room = await openToolRoom();
      const outcome = await room.run(searchFileContent, { pattern });
      expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
      expect(outcome.text).toMatch(/^INVALID_PATTERN: /);
    },
  );

  it('takes linear time for patterns that others choke on', async () => {
    await using room = await openToolRoom();
    await room.put('a.txt', 'a'.repeat(50_000));
    const { text } = await room.run(searchFileContent, { pattern: '(a+)+$b' });
    expect(text).toMatch(/^No matches/);
    expect(text).toContain('(1 very long lines were searched only in their first 10000 characters)');
  });
});

describe('list_directory', () => {
  it('lists directories first and counts what it left out', async () => {
    await using room = await openToolRoom();
    const { text } = await room.run(listDirectory, { dir_path: '.', ignore: ['*.txt'] });
    expect(text).toBe('Directory listing for /workspace:\n[DIR] sub\n.hidden\nout\n(1 ignored)');
  });

  it('leaves out hidden names and ignored files', async () => {
    await using room = await projectRoom();
    const listed = async (args: object) =>
      linesOf((await room.run(listDirectory, { dir_path: '.', ...args })).text);
    const shown = ['[DIR] node_modules', '[DIR] src', '[DIR] sub', 'a.txt', 'out'];
    expect(await listed({ show_hidden: false })).toEqual([...shown, '(4 ignored)']);
    expect(
      await listed({ show_hidden: false, file_filtering_options: { respect_git_ignore: false } }),
    ).toEqual(['[DIR] build', ...shown, '(3 ignored)']);
    expect(await listed({ dir_path: 'src' })).toEqual(['[DIR] deep', 'a.ts', '(1 ignored)']);
    expect((await room.run(listDirectory, { dir_path: 'sub' })).text).toBe(
      'Directory /workspace/sub is empty.',
    );
  });

  it.each([
    ['DIRECTORY_NOT_FOUND', { dir_path: 'none' }],
    ['NOT_A_DIRECTORY', { dir_path: 'a.txt' }],
    ['INVALID_PATTERN', { dir_path: '.', ignore: ['x'.repeat(2000)] }],
  ])('%s', async (word, args) => {
    await using room = await openToolRoom();
    expect((await room.run(listDirectory, args)).text).toMatch(new RegExp(`^${word}: `));
  });
});

describe('read_many_files', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  it('reads what fits, each below its path', async () => {
    await using room = await projectRoom();
    const { text } = await room.run(readManyFiles, { include: ['src/', 'a.txt'], exclude: ['**/deep'] });
    expect(text).toBe(
      '--- /workspace/a.txt ---\n\none\ntwo\nthree\n\n\n--- /workspace/src/a.ts ---\n\n' +
        'const a = 1;\r\nfoo(a)\r\n\n\n--- END REFERENCE CONTENT ---',
    );
  });

  it.each([
    [{ include: ['**/*.js'] }, []],
    [{ include: ['**/*.js'], useDefaultExcludes: false }, ['node_modules/m/index.js']],
    [{ include: ['**/*.log'] }, ['src/deep/keep.log']],
    [
      { include: ['**/*.log'], file_filtering_options: { respect_git_ignore: false } },
      ['src/c.log', 'src/deep/keep.log'],
    ],
    [{ include: ['**/*.t*'], recursive: false }, ['a.txt']],
    [{ include: ['/workspace/a.txt'] }, ['a.txt']],
    [{ include: ['./src/**/b.ts'] }, ['src/deep/b.ts']],
  ])('%j', async (args, expected) => {
    await using room = await projectRoom();
    const { text } = await room.run(readManyFiles, args);
    expect([...text.matchAll(/^--- \/workspace\/(.*) ---$/gm)].map((match) => match[1])).toEqual(expected);
  });

  it('names what it skips, and how to read on where it cuts', async () => {
    await using room = await openToolRoom();
    await room.put('binary.dat', Buffer.from([1, 0]));
    await room.put('picture.png', png);
    await room.put('long.txt', `${'x'.repeat(99)}\n`.repeat(1000));
    const { text } = await room.run(readManyFiles, { include: ['**'] });
    expect(text).toContain('- /workspace/binary.dat: BINARY_FILE');
    expect(text).toContain('- /workspace/picture.png: images are read only when a pattern names');
    const [, offset] =
      /\[Cut here\. To read on, call read_file with file_path: \/workspace\/long\.txt, offset: (\d+)/.exec(
        text,
      ) ?? [];
    const shown = text.split('\n').filter((line) => /^x+$/.test(line)).length;
    expect(Number(offset)).toBe(shown);
  });

  it('shows images that a pattern names', async () => {
    await using room = await openToolRoom();
    await room.put('picture.png', png);
    const { content } = await room.run(readManyFiles, { include: ['*.png'] });
    expect(content[1]).toMatchObject({ type: 'image', mimeType: 'image/png' });
  });

  it('tells that nothing fits and that a pattern cannot be used', async () => {
    await using room = await openToolRoom();
    expect((await room.run(readManyFiles, { include: ['*.none'] })).text).toMatch(/^No files matching/);
    expect((await room.run(readManyFiles, { include: ['x'.repeat(2000)] })).text).toMatch(/^INVALID_PATTERN/);
  });
});
