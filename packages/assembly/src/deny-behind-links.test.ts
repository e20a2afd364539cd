import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@nex/core';
import { BUILTIN_TOOLS, builtinSpec, createBuiltinTool, directoryWorkspace } from '@nex/tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { denyBehindLinks } from './deny-behind-links.ts';

let work = '';
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'nex-links-'));
  await mkdir(join(work, 'secrets'));
  await writeFile(join(work, 'secrets/key'), 'k');
  await writeFile(join(work, 'open'), 'o');
  await symlink('secrets', join(work, 'harmless'));
  await symlink('secrets/key', join(work, 'file'));
});
afterAll(() => rm(work, { recursive: true }));

async function run(name: 'read_file' | 'list_directory' | 'write_file' | 'apply_patch', args: JsonObject) {
  const unused = () => Promise.reject(new Error('not used'));
  const workspace = directoryWorkspace(work);
  const environment = { workspace, sandbox: unused, fetch: unused };
  const tool = createBuiltinTool(builtinSpec(BUILTIN_TOOLS[name]), environment, () => () => undefined);
  const guarded = denyBehindLinks(tool, name, { allow: ['**'], deny: ['secrets/**'] }, workspace);
  return guarded.execute(args, { signal: new AbortController().signal, callId: 'c' });
}

test.each([
  ['read_file', { file_path: 'harmless/key' }],
  ['read_file', { file_path: '/workspace/file' }],
  ['list_directory', { dir_path: 'harmless' }],
  ['write_file', { file_path: 'harmless/new', content: '' }],
  ['apply_patch', { input: '*** Begin Patch\n*** Delete File: harmless/key\n*** End Patch' }],
] as const)('%s %j is denied', async (name, args) => {
  expect(await run(name, args)).toMatchObject({ isError: true, errorKind: 'denied' });
});

test('what leads to nothing forbidden runs', async () => {
  expect(await run('read_file', { file_path: 'open' })).toMatchObject({ isError: false });
  expect(await run('read_file', { file_path: '../x' })).toMatchObject({ errorKind: 'denied' });
});
