import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { openToolRoom } from '../__fixtures__/tool-room.ts';
import type { BuiltinTool } from '../builtin-tool.ts';
import { applyPatch } from './apply-patch.ts';
import { globTool } from './glob.ts';
import { listDirectory } from './list-directory.ts';
import { multiedit } from './multiedit.ts';
import { readFileTool } from './read-file.ts';
import { readManyFiles } from './read-many-files.ts';
import { readVisualFile } from './read-visual-file.ts';
import { replaceTool } from './replace.ts';
import { saveMemory } from './save-memory.ts';
import { searchFileContent } from './search-file-content.ts';
import { writeFileTool } from './write-file.ts';

const update = (header: string) => ({ input: `*** Begin Patch\n${header}\n@@\n+x\n*** End Patch` });
const TOOLS: [string, BuiltinTool, (path: string) => JsonObject][] = [
  ['read_file', readFileTool, (file_path) => ({ file_path })],
  ['write_file', writeFileTool, (file_path) => ({ file_path, content: 'x' })],
  ['replace', replaceTool, (file_path) => ({ file_path, old_string: 's', new_string: 'x' })],
  ['replace that creates', replaceTool, (file_path) => ({ file_path, old_string: '', new_string: 'x' })],
  [
    'multiedit_tool',
    multiedit,
    (file_path) => ({ file_path, edits: [{ old_string: 's', new_string: 'x' }] }),
  ],
  [
    'apply_patch that adds',
    applyPatch,
    (path) => ({ input: `*** Begin Patch\n*** Add File: ${path}\n+x\n*** End Patch` }),
  ],
  [
    'apply_patch that deletes',
    applyPatch,
    (path) => ({ input: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` }),
  ],
  ['apply_patch that changes', applyPatch, (path) => update(`*** Update File: ${path}`)],
  ['apply_patch that moves', applyPatch, (path) => update(`*** Update File: a.txt\n*** Move to: ${path}`)],
  ['list_directory', listDirectory, (dir_path) => ({ dir_path })],
  ['glob', globTool, (dir_path) => ({ dir_path, pattern: '**' })],
  ['search_file_content', searchFileContent, (dir_path) => ({ dir_path, pattern: 'secret' })],
  ['read_visual_file', readVisualFile, (file_path) => ({ file_path })],
];
const PATHS = [
  '..',
  '../secret.txt',
  'sub/../../secret.txt',
  '/etc/passwd',
  '//etc/passwd',
  '/workspace/../secret.txt',
  '/workspace-beside/x',
  'out',
  'out/secret.txt',
  'out/new.txt',
  'secret-link',
  'dangling',
  'loop',
  'a\0b',
  'x'.repeat(2000),
];

describe.each(TOOLS)('%s', (_, tool, argsFor) => {
  it('is denied every path that leads out, and says nothing of the host', async () => {
    await using room = await openToolRoom();
    await symlink(join(room.base, 'secret.txt'), join(room.root, 'secret-link'));
    await symlink(join(room.base, 'planted'), join(room.root, 'dangling'));
    await symlink('loop', join(room.root, 'loop'));
    for (const path of PATHS) {
      const outcome = await room.run(tool, argsFor(path));
      expect([path, outcome.errorKind]).toEqual([path, 'denied']);
      expect(outcome.text).not.toContain(room.base);
    }
    expect(await readFile(join(room.base, 'secret.txt'), 'utf8')).toBe('secret');
    expect((await readdir(room.base)).toSorted()).toEqual(['secret.txt', 'work']);
    expect(await room.read('a.txt')).toBe('one\ntwo\nthree\n');
  });
});

describe('tools that look for files', () => {
  it.each<[string, BuiltinTool, JsonObject]>([
    ['glob', globTool, { pattern: '**' }],
    ['glob with ..', globTool, { pattern: '../**' }],
    ['glob through a link', globTool, { pattern: 'out/**' }],
    ['read_many_files', readManyFiles, { include: ['**'] }],
    ['read_many_files with ..', readManyFiles, { include: ['../**', 'out/**', '/etc/*'] }],
    ['search_file_content', searchFileContent, { pattern: 'secret' }],
    ['search_file_content with ..', searchFileContent, { pattern: 'secret', include: '../**' }],
  ])('%s finds nothing outside', async (_, tool, args) => {
    await using room = await openToolRoom();
    await symlink(join(room.base, 'secret.txt'), join(room.root, 'link.txt'));
    const { text } = await room.run(tool, args);
    expect(text).not.toMatch(/secret\.txt|link\.txt|root:/);
    expect(text).not.toContain(room.base);
    expect(text.replace('pattern "secret"', '')).not.toContain('secret');
  });
});

it('save_memory does not write through a link', async () => {
  await using room = await openToolRoom();
  await symlink(join(room.base, 'secret.txt'), join(room.root, 'GEMINI.md'));
  expect(await room.run(saveMemory, { fact: 'x' })).toMatchObject({ errorKind: 'denied' });
  expect(await readFile(join(room.base, 'secret.txt'), 'utf8')).toBe('secret');
});

it('a .gitignore that is a link or a folder is passed over', async () => {
  await using room = await openToolRoom();
  await symlink(join(room.base, 'secret.txt'), join(room.root, '.gitignore'));
  await mkdir(join(room.root, 'sub', '.gitignore'));
  await room.put('sub/secret', 'x');
  expect((await room.run(globTool, { pattern: 'sub/*' })).text).toContain('/workspace/sub/secret');
});
