/** Whether the data folder can be written to, and how much room there is. */
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';

const LOW_SHARE = 0.1;
const LOW_BYTES = 5 * 1024 ** 3;
const EMPTY_BYTES = 512 * 1024 ** 2;

export const disk: Check = {
  name: 'disk',
  about: 'the data folder can be written to and has room; so has the local database',
  async run({ deployment: { dataDirectory, cluster } }) {
    const findings = [await checkWritable(dataDirectory)];
    if (findings[0]?.level === 'ok') findings.push(await checkRoom('data folder', dataDirectory));
    if (cluster !== undefined) findings.push(await checkRoom('Postgres', cluster));
    return findings;
  },
};

async function checkWritable(directory: string): Promise<Finding> {
  const file = join(directory, `.doctor-${process.pid}`);
  try {
    await makeFolder(directory);
    await writeFile(file, '');
    await rm(file);
    return ok('data folder', 'can be written to');
  } catch {
    return fail(
      'data folder',
      'cannot be written to',
      'Give the user of the services the right to write there, or name another in NEX_DATA_DIR.',
    );
  }
}

/** Node's own recursion never ends where a file system takes no folders, as /proc. */
async function makeFolder(path: string): Promise<void> {
  const code = await mkdir(path).then(
    () => undefined,
    (thrown: NodeJS.ErrnoException) => thrown.code,
  );
  if (code === undefined || code === 'EEXIST') return;
  if (code !== 'ENOENT' || dirname(path) === path) throw new Error(`mkdir: ${code}`);
  await makeFolder(dirname(path));
  await mkdir(path);
}

async function checkRoom(subject: string, directory: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return judgeRoom(subject, bavail * bsize, blocks * bsize);
}

export function judgeRoom(subject: string, freeBytes: number, sizeBytes: number): Finding {
  const says = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB of ${(sizeBytes / 1024 ** 3).toFixed(0)} GiB are free`;
  const todo = 'Remove old data sets and logs, or enlarge the disk.';
  if (freeBytes < EMPTY_BYTES) return fail(subject, says, todo);
  const isLow = freeBytes < LOW_BYTES && freeBytes < sizeBytes * LOW_SHARE;
  return isLow ? warn(subject, says, todo) : ok(subject, says);
}
