/**
 * Who holds the slots of a folder. Processes of several machines, or containers, may share the folder over a network file
 * system: a process of this host is asked for; one of another host is taken for dead when it has not shown itself for long.
 */
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { identifyProcess, isAlive } from '../session/process-identity.ts';

const Owner = z.object({ pid: z.number().int(), startedAt: z.string(), host: z.string().optional() });

const SHOWN_EVERY_MS = 5000;
const SILENT_MS = 45_000;
const FILE = 'owner.json';

/** This process owns the folder and shows itself until it is disposed. */
export async function takeFolder(folder: string): Promise<Disposable> {
  const file = join(folder, FILE);
  await writeFile(file, JSON.stringify({ ...(await identifyProcess(process.pid)), host: hostname() }));
  const timer = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {
      // The folder is gone with its owner, or the next time will do.
    });
  }, SHOWN_EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

export interface OwnerState {
  gone: boolean;
  /** Its processes have ids of this machine. */
  here: boolean;
}

/** `undefined` while nobody has taken the folder. */
export async function ownerOf(folder: string, now = Date.now()): Promise<OwnerState | undefined> {
  const file = join(folder, FILE);
  try {
    const owner = Owner.parse(JSON.parse(await readFile(file, 'utf8')));
    const here = owner.host === undefined || owner.host === hostname();
    const gone = here ? !(await isAlive(owner)) : now - (await stat(file)).mtimeMs > SILENT_MS;
    return { gone, here };
  } catch {
    return undefined;
  }
}
