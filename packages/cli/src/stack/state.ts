/** What a local stack leaves behind for other commands to find: `stack.json` in the `.nex` folder. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runsScript } from './process.ts';
import { scriptOf } from './service-table.ts';

const ProcessState = z.object({
  name: z.enum(['runtime', 'generator', 'pipeline', 'gateway', 'offline-model']),
  pid: z.number().int(),
});

export const StackState = z.object({
  version: z.literal(1),
  startedAt: z.string(),
  /** The process that watches over the others, and the script it runs; absent when the stack stands alone. */
  owner: z.object({ pid: z.number().int(), script: z.string().min(1) }).optional(),
  gateway: z.string(),
  urls: z.record(z.string(), z.string()),
  offlineModel: z.boolean(),
  databaseUrl: z.string(),
  /** The Postgres that was started for the stack. Absent when it was given. */
  postgres: z
    .object({ cluster: z.string(), kind: z.string(), version: z.string(), port: z.number() })
    .optional(),
  queue: z.enum(['postgres', 'redis']),
  processes: z.array(ProcessState),
});
export type StackState = z.infer<typeof StackState>;

const fileOf = (home: string) => join(home, 'stack.json');

/** `undefined` when there is none, or one that cannot be read. */
export async function readState(home: string): Promise<StackState | undefined> {
  try {
    return StackState.parse(JSON.parse(await readFile(fileOf(home), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Holds the database's password: readable by its owner alone. Also writes a file per process id. */
export async function writeState(home: string, state: StackState): Promise<void> {
  await mkdir(join(home, 'pids'), { recursive: true });
  const part = `${fileOf(home)}.${process.pid}`;
  await writeFile(part, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(part, fileOf(home));
  for (const { name, pid } of state.processes) await writeFile(join(home, 'pids', `${name}.pid`), `${pid}\n`);
}

export async function removeState(home: string): Promise<void> {
  await rm(fileOf(home), { force: true });
  await rm(join(home, 'pids'), { recursive: true, force: true });
}

/** The names of the processes that are written down and live. */
export async function livingProcesses(state: StackState): Promise<StackState['processes']> {
  const alive = await Promise.all(state.processes.map(({ name, pid }) => runsScript(pid, scriptOf(name))));
  return state.processes.filter((_, index) => alive[index]);
}
