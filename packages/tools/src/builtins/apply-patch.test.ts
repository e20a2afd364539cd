import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openToolRoom, type ToolRoom } from '../__fixtures__/tool-room.ts';
import { applyPatch } from './apply-patch.ts';

const patch = (...lines: string[]) => ({ input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') });

async function contents(room: ToolRoom, folder = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(join(room.root, folder), { withFileTypes: true })) {
    const name = join(folder, entry.name);
    if (entry.isDirectory()) Object.assign(found, await contents(room, name));
    else if (entry.isFile()) found[name] = await room.read(name);
  }
  return found;
}

describe('apply_patch', () => {
  it('adds, changes, moves and deletes', async () => {
    await using room = await openToolRoom();
    await room.put('run.sh', 'a\nb\n');
    await chmod(join(room.root, 'run.sh'), 0o755);
    await room.put('old.bin', Buffer.from([0, 1]));
    const { text, isError } = await room.run(
      applyPatch,
      patch(
        '*** Add File: n/new.txt',
        '+x',
        '*** Update File: a.txt',
        '@@ one',
        '-two',
        '+2',
        '*** Update File: run.sh',
        '*** Move to: bin/run.sh',
        '@@',
        '-a',
        '+A',
        '*** Delete File: old.bin',
        '*** Add File: .hidden',
        '+replaced',
      ),
    );
    expect(isError).toBe(false);
    expect(text).toBe(
      'Success. Updated the following files:\nA n/new.txt\nM a.txt\nM bin/run.sh\nD old.bin\nM .hidden',
    );
    expect(await contents(room)).toEqual({
      'n/new.txt': 'x\n',
      'a.txt': 'one\n2\nthree\n',
      'bin/run.sh': 'A\nb\n',
      '.hidden': 'replaced\n',
    });
    expect((await lstat(join(room.root, 'bin/run.sh'))).mode & 0o777).toBe(0o755);
  });

  it('lets later changes of a file see earlier ones', async () => {
    await using room = await openToolRoom();
    const lines = ['*** Update File: a.txt', '@@', '-two', '+2', '*** Update File: a.txt', '@@', '-2', '+II'];
    await room.run(applyPatch, patch(...lines));
    expect(await room.read('a.txt')).toBe('one\nII\nthree\n');
  });

  it.each<[string, string, string[]]>([
    ['INVALID_PATCH', 'tool_error', ['*** Update File: a.txt', '@@', 'x']],
    ['EMPTY_PATCH', 'tool_error', []],
    ['APPLY_PATCH_FAILED: FILE_NOT_FOUND', 'tool_error', ['*** Update File: none', '@@', '+x']],
    ['APPLY_PATCH_FAILED: FILE_NOT_FOUND', 'tool_error', ['*** Delete File: none']],
    ['APPLY_PATCH_FAILED: Expected lines', 'tool_error', ['*** Update File: a.txt', '@@', '-nothing', '+x']],
    ['APPLY_PATCH_FAILED: There is no line', 'tool_error', ['*** Update File: a.txt', '@@ nothing', '+x']],
    [
      'APPLY_PATCH_FAILED: /workspace/.hidden is',
      'tool_error',
      ['*** Update File: a.txt', '*** Move to: .hidden', '+x'],
    ],
    ['PATH_IS_DIRECTORY', 'tool_error', ['*** Delete File: sub']],
    ['BINARY_FILE', 'tool_error', ['*** Update File: binary', '@@', '+x']],
    ['The path', 'denied', ['*** Add File: ../x', '+x']],
    ['The path', 'denied', ['*** Update File: a.txt', '*** Move to: out/x', '@@', '+x']],
    ['NOT_A_DIRECTORY', 'tool_error', ['*** Add File: a.txt/below', '+x']],
  ])('%s (%s) changes nothing, not even what came before', async (word, errorKind, lines) => {
    await using room = await openToolRoom();
    await room.put('binary', Buffer.from([0, 1]));
    const before = await contents(room);
    const first = lines.length === 0 ? [] : ['*** Add File: first.txt', '+x', '*** Delete File: .hidden'];
    const rest = word.includes('.hidden') ? lines : [...first, ...lines];
    const outcome = await room.run(applyPatch, patch(...rest));
    expect(outcome).toMatchObject({ isError: true, errorKind });
    expect(outcome.text.startsWith(word)).toBe(true);
    expect(outcome.text).not.toContain(room.base);
    expect(await contents(room)).toEqual(before);
  });

  it('puts back what it wrote when a later write fails', async () => {
    await using room = await openToolRoom();
    const before = await contents(room);
    const lines = ['*** Update File: a.txt', '@@', '-two', '+2', '*** Add File: new.txt', '+x'];
    const outcome = await room.run(applyPatch, patch(...lines, `*** Add File: ${'n'.repeat(300)}/x`, '+x'));
    expect(outcome.text).toMatch(/^INVALID_PATH: /);
    expect(await contents(room)).toEqual(before);
  });

  it('touches no file but those it names', async () => {
    await using room = await openToolRoom();
    const names = ['f0', 'f1', 'sub/f2', 'sub/f3'];
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }), async (chosen) => {
        for (const name of names) await room.put(name, `${name}\nx\r\ny`);
        const before = await contents(room);
        const lines = chosen.flatMap((name) => [`*** Update File: ${name}`, '@@', '-x', `+${name}!`]);
        expect((await room.run(applyPatch, patch(...lines))).isError).toBe(false);
        const expected = { ...before };
        for (const name of chosen) expected[name] = `${name}\n${name}!\ny`;
        expect(await contents(room)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
});
