/**
 * The dashboard's files are made when they are missing or older than what they are made from. That is told by a digest of
 * the sources, which lies beside the files: times of files say nothing after a checkout.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError, toNexError } from '@nex/core';
import { nodeBinary, REPOSITORY } from './paths.ts';
import { runCommand } from './run-command.ts';

const ROOM = join(REPOSITORY, 'services/dashboard');
const FILES = join(ROOM, 'dist');
const DIGEST_FILE = 'sources.sha256';
const VITE = join(REPOSITORY, 'node_modules/vite/bin/vite.js');

/** Everything that the files are made from, as paths in the repository. */
const SOURCES = [
  'package-lock.json',
  'packages/client/src',
  'packages/core/src',
  'services/dashboard/index.html',
  'services/dashboard/public',
  'services/dashboard/src',
  'services/dashboard/vite.config.ts',
];

export interface BuildDashboardOptions {
  /** One line for each thing worth telling. */
  onNote?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** False when there is nothing to make it with: an installation without development dependencies. Throws `internal`. */
export async function buildDashboard({ onNote, signal }: BuildDashboardOptions = {}): Promise<boolean> {
  const digest = await digestSources();
  const made = await readFile(join(FILES, DIGEST_FILE), 'utf8').catch(() => undefined);
  if (made === digest) return true;
  if (!existsSync(VITE)) return made !== undefined;
  onNote?.(`Making the dashboard's files, since ${made === undefined ? 'there are none' : 'they are old'}…`);
  const out = `dist/.part-${process.pid}`;
  const part = join(ROOM, out);
  try {
    await runVite(out, signal);
    await writeFile(join(part, DIGEST_FILE), digest);
    await replaceFiles(part);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return true;
}

/** The same for who can do without: a fault is told as a note, and false is given. Throws when the signal aborts. */
export async function tryBuildDashboard(options: BuildDashboardOptions): Promise<boolean> {
  try {
    return await buildDashboard(options);
  } catch (thrown) {
    options.signal?.throwIfAborted();
    options.onNote?.(`${toNexError(thrown).message} The platform starts without it.`);
    return false;
  }
}

async function runVite(out: string, signal: AbortSignal | undefined): Promise<void> {
  const { exitCode, stderr, stdout } = await runCommand(nodeBinary(), [VITE, 'build', '--logLevel', 'warn'], {
    cwd: ROOM,
    env: { ...process.env, NODE_ENV: 'production', DASHBOARD_OUT_DIR: out },
    ...(signal ? { signal } : {}),
  });
  if (exitCode === 0) return;
  signal?.throwIfAborted();
  const said = `${stdout}${stderr}`.trim().split('\n').slice(0, 12).join('\n');
  throw new NexError('internal', `The dashboard cannot be made.\n${said}`, { where: 'services/dashboard' });
}

/**
 * A gateway that runs goes on serving from the same folder, so the new files are laid over the old ones, the page last. Old
 * assets stay for tabs that still ask for them.
 */
async function replaceFiles(part: string): Promise<void> {
  const files = (await readdir(part, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(part.length + 1));
  const last = (file: string) => Number(file.startsWith('index.html')) + 2 * Number(file === DIGEST_FILE);
  for (const file of files.sort((a, b) => last(a) - last(b))) {
    await mkdir(join(FILES, file, '..'), { recursive: true });
    await rename(join(part, file), join(FILES, file));
  }
}

async function digestSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesOf(join(REPOSITORY, source))) {
      hash.update(`${file.slice(REPOSITORY.length)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

/** Tests are no part of it. */
async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return existsSync(path) ? [path] : [];
  return entries
    .filter((entry) => entry.isFile() && !/\.(?:test|fixture)\./.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
