/** What a killed platform leaves behind, and that the next one ends it. */
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearOrphans } from '../src/index.ts';
import { processStart } from '../src/sandbox/process-start.ts';

let folder: string;
let temporary: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'nex-orphans-')));
  temporary = join(folder, 'tmp');
  await mkdir(temporary);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Two commands, one of which left its group, say their ids. */
function startOwner(): { pids: Promise<number[]>; kill(): Promise<void> } {
  const up = join(folder, 'up');
  execFileSync('mkfifo', [up]);
  const command = `(setsid sh -c 'echo $$ && exec sleep 600' & sh -c 'echo $$ && exec sleep 600' & wait) > ${up}`;
  const script = join(import.meta.dirname, 'fixtures/plain-owner.ts');
  const owner = spawn(process.execPath, [script, folder, command], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => void owner.once('exit', () => resolve()));
  const lines = async (): Promise<number[]> => {
    let read = '';
    for await (const chunk of createReadStream(up, 'utf8')) {
      read += String(chunk);
      const pids = read.trim().split('\n').map(Number);
      if (read.endsWith('\n') && pids.length === 2) return pids;
    }
    throw new Error(`The commands ended and said: ${read}`);
  };
  return {
    pids: lines(),
    async kill() {
      owner.kill('SIGKILL');
      await ended;
    },
  };
}

it('commands and folders of a killed owner are ended; those of a living one stay', async () => {
  const owner = startOwner();
  const pids = await owner.pids;
  try {
    const before = await readdir(temporary);
    expect(before.some((name) => name.startsWith('nex-plain-'))).toBe(true);
    expect(await clearOrphans(temporary)).toEqual({ directories: 0, processes: 0 });
    expect(await readdir(temporary)).toEqual(before);
    await owner.kill();
    for (const pid of pids) expect(await processStart(pid)).toBeDefined();
    const { directories, processes } = await clearOrphans(temporary);
    expect(directories).toBe(2);
    expect(processes).toBeGreaterThanOrEqual(2);
    for (const pid of pids) await expect.poll(() => processStart(pid)).toBeUndefined();
    expect(await readdir(temporary)).toEqual([]);
    expect(await clearOrphans(temporary)).toEqual({ directories: 0, processes: 0 });
  } finally {
    await owner.kill();
    await clearOrphans(temporary);
  }
});

it('takes nothing that it did not make, and an owner whose id is used again for dead', async () => {
  for (const name of ['nex-plain-a', 'nex-plain-b', 'other-c']) await mkdir(join(temporary, name));
  const start = await processStart(process.pid);
  await writeFile(join(temporary, 'nex-plain-a.owner'), `${process.pid} ${start}`);
  await writeFile(join(temporary, 'other-c.owner'), '1 0');
  await writeFile(join(temporary, 'nex-sandbox-gone.owner'), '1 0');
  await writeFile(join(temporary, 'nex-bundle-odd.owner'), 'who knows');
  expect(await clearOrphans(temporary)).toEqual({ directories: 0, processes: 0 });
  await writeFile(join(temporary, 'nex-plain-b.owner'), `${process.pid} another`);
  expect(await clearOrphans(temporary)).toEqual({ directories: 1, processes: 0 });
  expect((await readdir(temporary)).sort()).toEqual(
    ['nex-bundle-odd.owner', 'nex-plain-a', 'nex-plain-a.owner', 'other-c', 'other-c.owner'].sort(),
  );
  expect(await clearOrphans(join(temporary, 'absent'))).toEqual({ directories: 0, processes: 0 });
});
