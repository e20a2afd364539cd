/**
 * Ends what a platform that was killed left on this machine: commands of plain sandboxes, which nothing else ends, and
 * the folders of all sandboxes. What belongs to a process that lives, or to another user, is left alone.
 */
import { lstat, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendKill } from './local/supervise-bubblewrap.ts';
import { ownerFile, PRIVATE_PREFIXES, removePrivateDirectory } from './private-directory.ts';
import { processStart } from './process-start.ts';

export interface Orphans {
  directories: number;
  processes: number;
}

/** Commands may start others while they are ended. */
const ROUNDS = 5;

/** Never rejects. `directory` is where the folders lie; default: the system's for temporary files. */
export async function clearOrphans(directory = tmpdir()): Promise<Orphans> {
  const found: Orphans = { directories: 0, processes: 0 };
  const root = await realpath(directory).catch(() => directory);
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    const folder = join(root, name.replace(/\.owner$/, ''));
    const isOwner = name.endsWith('.owner') && PRIVATE_PREFIXES.some((prefix) => name.startsWith(prefix));
    if (!isOwner || !(await isOrphan(folder))) continue;
    found.processes += await endProcessesOf(folder);
    await removePrivateDirectory(folder);
    found.directories += 1;
  }
  return found;
}

async function isOrphan(folder: string): Promise<boolean> {
  const file = ownerFile(folder);
  const [theirs, text] = await Promise.all([
    lstat(file).catch(() => undefined),
    readFile(file, 'utf8').catch(() => ''),
  ]);
  // Whoever may write here could have put up a file that names processes of others.
  if (!theirs?.isFile() || theirs.uid !== process.getuid?.()) return false;
  const [, pid, start] = /^(\d+) (.+)$/.exec(text) ?? [];
  if (pid === undefined) return false;
  if ((await processStart(Number(pid))) === start) return false;
  const itself = await lstat(folder).catch(() => undefined);
  if (itself?.isDirectory() && itself.uid === process.getuid?.()) return true;
  await rm(file, { force: true });
  return false;
}

/** Those whose environment names the folder, as that of every command of a plain sandbox does. On Linux only. */
async function endProcessesOf(folder: string): Promise<number> {
  const ended = new Set<number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const living = await processesNaming(`=${folder}/`);
    for (const pid of living) {
      sendKill(pid);
      ended.add(pid);
    }
    if (living.length === 0) break;
  }
  return ended.size;
}

async function processesNaming(text: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (pid === process.pid) return [];
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.includes(text) && (await processStart(pid)) !== undefined ? [pid] : [];
    }),
  );
  return found.flat();
}
