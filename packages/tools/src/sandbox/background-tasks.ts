/** The background tasks of one sandbox: counted from 1, their output in one file each. */
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { NexError } from '@nex/core';
import type { Launched } from './launcher.ts';
import type { BackgroundTask, CommandLimit } from './sandbox.ts';

export interface BackgroundStart {
  command: string;
  launched: Launched;
  file: FileHandle;
  outputFile: string;
  outputBytes: number;
  /** Absent: as long as the sandbox lives. */
  timeoutMs: number | undefined;
}

export interface BackgroundTasks {
  /** Throws `conflict` when as many run as may. */
  claim(): void;
  /** Takes over the process and the file. */
  add(start: BackgroundStart): BackgroundTask;
  list(): readonly BackgroundTask[];
  kill(id: number): Promise<boolean>;
  /** Ends all and waits for it. */
  end(): Promise<void>;
}

interface Entry {
  task: BackgroundTask;
  kill: () => void;
  done: Promise<void>;
}

export function createBackgroundTasks(most: number): BackgroundTasks {
  const entries = new Map<number, Entry>();
  const runs = ({ task }: Entry): boolean => task.state === 'running';
  return {
    claim() {
      if ([...entries.values()].filter(runs).length < most) return;
      throw new NexError('conflict', `${most} background tasks are running already.`, {
        hint: 'Kill one of them first.',
      });
    },
    add(start) {
      const task: BackgroundTask = {
        id: entries.size + 1,
        command: start.command,
        state: 'running',
        exitCode: null,
        startedAt: new Date().toISOString(),
        outputFile: start.outputFile,
      };
      let killed = false;
      const kill = (limit?: CommandLimit): void => {
        if (task.state !== 'running') return;
        if (limit !== undefined && !killed) task.limit = limit;
        killed = true;
        start.launched.kill();
      };
      const done = watch(start, kill).then(({ exitCode, outOfMemory }) => {
        task.state = killed ? 'killed' : 'exited';
        task.exitCode = killed ? null : exitCode;
        if (outOfMemory && !killed) task.limit = 'memory';
      });
      entries.set(task.id, { task, kill: () => kill(), done });
      return { ...task };
    },
    list: () => [...entries.values()].map(({ task }) => ({ ...task })),
    async kill(id) {
      const entry = entries.get(id);
      if (entry === undefined || !runs(entry)) return false;
      entry.kill();
      await entry.done;
      return true;
    },
    async end() {
      for (const entry of entries.values()) entry.kill();
      await Promise.all([...entries.values()].map(({ done }) => done));
    },
  };
}

/** Writes what the task prints to its file until it has ended. Never rejects. */
async function watch(start: BackgroundStart, kill: (limit: CommandLimit) => void) {
  const { launched, file } = start;
  const timer =
    start.timeoutMs === undefined ? undefined : setTimeout(() => kill('time'), start.timeoutMs).unref();
  let left = start.outputBytes;
  const drain = async (stream: Readable | null): Promise<void> => {
    for await (const chunk of stream ?? []) {
      const bytes = chunk as Uint8Array;
      const kept = bytes.subarray(0, Math.max(left, 0));
      left -= kept.length;
      if (kept.length > 0) await file.write(kept);
      if (kept.length < bytes.length) kill('output');
    }
  };
  // A full disk or a destroyed stream ends the task like a limit does: what is kept is kept.
  const drained = [launched.stdout, launched.stderr].map((stream) =>
    drain(stream).catch(() => kill('output')),
  );
  const ended = await launched.ended.catch(() => ({ exitCode: null, outOfMemory: false }));
  await Promise.all(drained);
  clearTimeout(timer);
  await file.close();
  return ended;
}
