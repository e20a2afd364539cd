/**
 * A bubblewrap to test with: the machine's, else Debian's or Ubuntu's package, fetched by apt and unpacked into a cache
 * folder, which needs no root and installs nothing.
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FindBubblewrapOptions, findBubblewrap } from '../../src/index.ts';

const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/nex-bubblewrap', import.meta.url));
const PACKAGES = ['bubblewrap', 'libcap2', 'libselinux1', 'libpcre2-8-0'];

/** Options for `probeSandbox`. Throws when there is no bubblewrap in the folders and none can be fetched. */
export async function ensureBubblewrap(options: FindBubblewrapOptions = {}): Promise<FindBubblewrapOptions> {
  const local = await findBubblewrap(options);
  if (local.ok) return { candidates: [local.bubblewrap] };
  if (!existsSync(CACHE)) await unpackDebian();
  const libraries = [join(CACHE, 'usr/lib'), join(CACHE, 'lib')];
  const nested = await Promise.all(libraries.map(multiarchFolder));
  const file = join(CACHE, 'usr/bin/bwrap');
  const candidates = [{ file, libraryPath: [...libraries, ...nested.flat()].join(':') }];
  const found = await findBubblewrap({ candidates, folders: [] });
  if (!found.ok) throw new Error(`No bubblewrap to test with. ${found.hint}`);
  return { candidates };
}

async function multiarchFolder(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('-linux-gnu')).map((name) => join(folder, name));
}

/** All or nothing. */
async function unpackDebian(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'nex-bubblewrap-'));
  try {
    await download(work);
    const unpacked = join(work, 'root');
    for (const name of (await readdir(work)).filter((entry) => entry.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(work, name), unpacked], work);
    }
    await mkdir(join(CACHE, '..'), { recursive: true });
    const part = `${CACHE}.${process.pid}`;
    await cp(unpacked, part, { recursive: true, verbatimSymlinks: true });
    await rename(part, CACHE).catch(() => rm(part, { recursive: true, force: true }));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(work: string): Promise<void> {
  try {
    await run('apt-get', ['download', ...PACKAGES], work);
  } catch {
    // Without package lists, or without the right to write them: lists of our own.
    const own = ['-o', `Dir::State=${join(work, 'state')}`, '-o', `Dir::Cache=${join(work, 'cache')}`];
    await mkdir(join(work, 'state/lists/partial'), { recursive: true });
    await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
    await run('apt-get', [...own, 'update'], work);
    await run('apt-get', [...own, 'download', ...PACKAGES], work);
  }
}

function run(file: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd }, (error) => (error ? reject(error) : resolve()));
  });
}
