import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openToolRoom } from '../__fixtures__/tool-room.ts';
import { multiedit } from './multiedit.ts';
import { replaceTool } from './replace.ts';
import { writeFileTool } from './write-file.ts';

describe('replace', () => {
  it('replaces once and says how', async () => {
    await using room = await openToolRoom();
    const { text } = await room.run(replaceTool, {
      file_path: 'a.txt',
      old_string: 'two',
      new_string: '$& 2',
    });
    expect(text).toBe('Successfully modified file: /workspace/a.txt (1 replacement, strategy: exact).');
    expect(await room.read('a.txt')).toBe('one\n$& 2\nthree\n');
  });

  it('replaces as often as expected, and takes a number with a fraction', async () => {
    await using room = await openToolRoom();
    const args = { file_path: 'a.txt', old_string: 'e', new_string: 'E', expected_replacements: 3.5 };
    expect((await room.run(replaceTool, args)).text).toContain('3 replacements');
    expect(await room.read('a.txt')).toBe('onE\ntwo\nthrEE\n');
  });

  it('creates a file from an empty old_string', async () => {
    await using room = await openToolRoom();
    const { text } = await room.run(replaceTool, { file_path: 'n/new.txt', old_string: '', new_string: 'x' });
    expect(text).toBe('Created new file: /workspace/n/new.txt with provided content.');
    expect(await room.read('n/new.txt')).toBe('x');
  });

  it('keeps byte order mark, mode and bytes that it does not touch', async () => {
    await using room = await openToolRoom();
    await room.put('run.sh', '\uFEFFone\r\ntwo\n');
    await room.run(replaceTool, { file_path: 'run.sh', old_string: 'two', new_string: '2' });
    expect(await room.read('run.sh')).toBe('\uFEFFone\r\n2\n');
    expect((await stat(join(room.root, 'run.sh'))).mode & 0o777).toBe(0o644);
  });

  it.each([
    ['EDIT_NO_OCCURRENCE_FOUND', { old_string: 'zzz', new_string: 'x' }],
    ['EDIT_EXPECTED_OCCURRENCE_MISMATCH', { old_string: 'e', new_string: 'x' }],
    ['EDIT_EXPECTED_OCCURRENCE_MISMATCH', { old_string: 'two', new_string: 'x', expected_replacements: 2 }],
    ['EDIT_NO_CHANGE', { old_string: 'two', new_string: 'two' }],
    ['ATTEMPT_TO_CREATE_EXISTING_FILE', { old_string: '', new_string: 'x' }],
    ['FILE_NOT_FOUND', { file_path: 'none.txt', old_string: 'a', new_string: 'x' }],
    ['PATH_IS_DIRECTORY', { file_path: 'sub', old_string: 'a', new_string: 'x' }],
    ['BINARY_FILE', { file_path: 'binary', old_string: 'a', new_string: 'x' }],
    ['NOT_UTF8', { file_path: 'latin1', old_string: 'a', new_string: 'x' }],
  ])('%s for %j', async (word, args) => {
    await using room = await openToolRoom();
    await room.put('binary', Buffer.from([97, 0]));
    await room.put('latin1', Buffer.from([97, 0xe9]));
    const outcome = await room.run(replaceTool, { file_path: 'a.txt', ...args });
    expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
    expect(outcome.text).not.toContain(room.base);
    expect(await room.read('a.txt')).toBe('one\ntwo\nthree\n');
  });

  it('loses none of many edits of one file that are called at once', async () => {
    await using room = await openToolRoom();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 12 }), async (count) => {
        const names = Array.from({ length: count }, (_, index) => `<${index}>`);
        await room.put('many.txt', names.join('\n'));
        await Promise.all(
          names.map((name, index) =>
            room.run(index % 2 === 0 ? replaceTool : multiedit, {
              file_path: 'many.txt',
              ...(index % 2 === 0
                ? { old_string: name, new_string: `${name}!` }
                : { edits: [{ old_string: name, new_string: `${name}!` }] }),
            }),
          ),
        );
        expect(await room.read('many.txt')).toBe(names.map((name) => `${name}!`).join('\n'));
      }),
      { numRuns: 10 },
    );
  });
});

describe('multiedit_tool', () => {
  const edit = (old_string: string, new_string: string, replace_all?: boolean) => ({
    old_string,
    new_string,
    ...(replace_all !== undefined && { replace_all }),
  });

  it('makes edits in order, each on the result of the one before', async () => {
    await using room = await openToolRoom();
    const edits = [edit('two', 'TWO'), edit('TWO', '2'), edit('e', 'E', true)];
    const { text } = await room.run(multiedit, { file_path: '/workspace/a.txt', edits });
    expect(text).toBe('Successfully made 3 edits (5 replacements) in /workspace/a.txt.');
    expect(await room.read('a.txt')).toBe('onE\n2\nthrEE\n');
  });

  it('creates a file by a first edit with an empty old_string', async () => {
    await using room = await openToolRoom();
    const { text } = await room.run(multiedit, {
      file_path: 'n.txt',
      edits: [edit('', 'a b'), edit('b', 'c')],
    });
    expect(text).toBe('Created new file: /workspace/n.txt (2 edits).');
    expect(await room.read('n.txt')).toBe('a c');
  });

  it.each([
    ['EDIT_NO_OCCURRENCE_FOUND', [edit('one', '1'), edit('zzz', 'x')]],
    ['EDIT_EXPECTED_OCCURRENCE_MISMATCH', [edit('one', '1'), edit('e', 'x')]],
    ['EDIT_NO_CHANGE', [edit('one', '1'), edit('two', 'two')]],
    ['ATTEMPT_TO_CREATE_EXISTING_FILE', [edit('', 'x'), edit('x', 'y')]],
    ['Invalid arguments', [edit('one', '1'), edit('', 'x')]],
  ])('%s leaves the file as it was', async (word, edits) => {
    await using room = await openToolRoom();
    const outcome = await room.run(multiedit, { file_path: 'a.txt', edits });
    expect(outcome.isError).toBe(true);
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
    if (edits[0]?.old_string !== '') expect(outcome.text).toContain('This is edit 2 of 2; none was made.');
    expect(await room.read('a.txt')).toBe('one\ntwo\nthree\n');
  });
});

describe('write_file', () => {
  it('creates directories, then says that it overwrote', async () => {
    await using room = await openToolRoom();
    const path = '/workspace/new/deep/b.txt';
    const first = await room.run(writeFileTool, { file_path: path, content: 'x' });
    expect(first.text).toBe(`Successfully created and wrote to new file: ${path}.`);
    const second = await room.run(writeFileTool, { file_path: path, content: 'longer text' });
    expect(second.text).toBe(`Successfully overwrote file: ${path}.`);
    expect(await room.read('new/deep/b.txt')).toBe('longer text');
  });

  it.each([
    ['TARGET_IS_DIRECTORY', 'sub'],
    ['NOT_A_DIRECTORY', 'a.txt/b'],
    ['INVALID_PATH', 'x'.repeat(300)],
  ])('%s', async (word, file_path) => {
    await using room = await openToolRoom();
    const outcome = await room.run(writeFileTool, { file_path, content: 'x' });
    expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
  });
});
