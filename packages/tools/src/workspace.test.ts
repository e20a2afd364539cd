import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryWorkspace } from './workspace.ts';

let base = '';
let root = '';
beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'nex-workspace-')));
  root = join(base, 'work');
  await mkdir(join(root, 'sub'), { recursive: true });
  await writeFile(join(root, 'sub', 'a.txt'), 'a');
  await mkdir(join(base, 'work-beside'));
  await writeFile(join(base, 'secret.txt'), 'secret');
  await symlink('sub', join(root, 'inside'));
  await symlink('..', join(root, 'up'));
  await symlink(join(base, 'secret.txt'), join(root, 'secret-link'));
  await symlink(join(base, 'not-there-yet'), join(root, 'dangling'));
  await symlink('loop', join(root, 'loop'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

describe('paths that stay inside', () => {
  it.each([
    ['.', '', '/workspace'],
    ['/workspace', '', '/workspace'],
    ['/workspace/', '', '/workspace'],
    ['sub/a.txt', 'sub/a.txt', '/workspace/sub/a.txt'],
    ['/workspace/sub/a.txt', 'sub/a.txt', '/workspace/sub/a.txt'],
    ['./sub/../sub//a.txt', 'sub/a.txt', '/workspace/sub/a.txt'],
    ['inside/a.txt', 'sub/a.txt', '/workspace/inside/a.txt'],
    ['new/deep/file.txt', 'new/deep/file.txt', '/workspace/new/deep/file.txt'],
    ['..hidden', '..hidden', '/workspace/..hidden'],
    ['sub/a.txt/below', 'sub/a.txt/below', '/workspace/sub/a.txt/below'],
  ])('%s', async (path, below, shownPath) => {
    const hostPath = below === '' ? root : join(root, below);
    expect(await directoryWorkspace(root).resolve(path)).toEqual({ ok: true, hostPath, shownPath });
  });
});

describe('paths that lead out', () => {
  it.each([
    '..',
    '../secret.txt',
    'sub/../../secret.txt',
    '/etc/passwd',
    '/',
    '//etc/passwd',
    '/workspace/../secret.txt',
    '/workspace//etc/../../secret.txt',
    '/workspace-beside/x',
    '../work-beside/x',
    'up',
    'up/secret.txt',
    'up/new-file',
    'secret-link',
    'dangling',
    'dangling/x',
    'loop',
    'a\0b',
    'x'.repeat(2000),
  ])('%j', async (path) => {
    const resolved = await directoryWorkspace(root).resolve(path);
    expect(resolved.ok).toBe(false);
    expect(JSON.stringify(resolved)).not.toContain(base);
  });
});

it('never resolves a path to a place outside', async () => {
  const part = fc.constantFrom(
    '..',
    '.',
    '',
    'sub',
    'up',
    'inside',
    'new',
    'secret-link',
    'dangling',
    '/workspace',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
      const resolved = await directoryWorkspace(root).resolve(parts.join('/'));
      const place = resolved.ok ? `${resolved.hostPath}/` : `${root}/refused`;
      expect(place.startsWith(`${root}/`)).toBe(true);
    }),
  );
});

it('tells that a workspace is missing, without its host path', async () => {
  const missing = directoryWorkspace(join(base, 'gone'));
  await expect(missing.resolve('a')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.not.stringContaining(base),
  });
});
