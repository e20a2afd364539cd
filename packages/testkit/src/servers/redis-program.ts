/**
 * Finds a `redis-server` to run: on PATH, else Debian's packages, fetched by apt and unpacked into a cache folder,
 * which needs no root and installs nothing.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY, runCommand } from '@nex/cli/stack';

export interface RedisProgram {
  kind: 'local' | 'debian';
  version: string;
  file: string;
  env: Record<string, string>;
}

/** The server's own packages and those of its libraries that a slim machine lacks. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/** The program, or a sentence that says why there is none. */
export async function findRedis(): Promise<RedisProgram | string> {
  const local = await versionOf('redis-server', {});
  if (local !== undefined) return { kind: 'local', version: local, file: 'redis-server', env: {} };
  const root = join(REPOSITORY, 'node_modules/.cache/nex-redis');
  if (!existsSync(root)) {
    const failure = await unpackDebian(root);
    if (failure !== undefined) return failure;
  }
  const file = join(root, 'usr/bin/redis-server');
  const env = { LD_LIBRARY_PATH: await libraryFolders(root) };
  const version = await versionOf(file, env);
  if (version !== undefined) return { kind: 'debian', version, file, env };
  await rm(root, { recursive: true, force: true });
  return 'the redis-server of Debian does not run here';
}

async function versionOf(file: string, env: Record<string, string>): Promise<string | undefined> {
  const { exitCode, stdout } = await runCommand(file, ['--version'], { env: { ...process.env, ...env } });
  return exitCode === 0 ? /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
}

async function libraryFolders(root: string): Promise<string> {
  const folders: string[] = [];
  for (const base of ['usr/lib', 'lib']) {
    if (!existsSync(join(root, base))) continue;
    folders.push(join(root, base));
    for (const entry of await readdir(join(root, base))) {
      if (entry.endsWith('-linux-gnu')) folders.push(join(root, base, entry));
    }
  }
  return folders.join(':');
}

/** Fetches and unpacks into `root`, all or nothing. Returns what went wrong. */
async function unpackDebian(root: string): Promise<string | undefined> {
  if ((await runCommand('dpkg-deb', ['--version'])).exitCode !== 0) {
    return 'no redis-server on PATH, and this is no Debian to fetch one from';
  }
  await mkdir(join(root, '..'), { recursive: true });
  const work = await mkdtemp(join(tmpdir(), 'nex-redis-'));
  try {
    const failure = await download(work);
    if (failure !== undefined) return failure;
    const unpacked = join(work, 'root');
    for (const name of (await readdir(work)).filter((entry) => entry.endsWith('.deb'))) {
      const { exitCode } = await runCommand('dpkg-deb', ['-x', join(work, name), unpacked]);
      if (exitCode !== 0) return `the package ${name} cannot be unpacked`;
    }
    const part = `${root}.${process.pid}`;
    const moved = await runCommand('cp', ['-a', unpacked, part]);
    if (moved.exitCode !== 0) return 'the cache folder in node_modules cannot be written';
    await rename(part, root).catch(() => rm(part, { recursive: true, force: true }));
    return undefined;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(work: string): Promise<string | undefined> {
  if ((await runCommand('apt-get', ['download', ...PACKAGES], { cwd: work })).exitCode === 0)
    return undefined;
  // Without package lists, or without the right to write them: lists of our own.
  const own = ['-o', `Dir::State=${join(work, 'state')}`, '-o', `Dir::Cache=${join(work, 'cache')}`];
  await mkdir(join(work, 'state/lists/partial'), { recursive: true });
  await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
  await runCommand('apt-get', [...own, 'update'], { cwd: work });
  const again = await runCommand('apt-get', [...own, 'download', ...PACKAGES], { cwd: work });
  return again.exitCode === 0 ? undefined : 'no redis-server on PATH, and Debian packages cannot be fetched';
}
