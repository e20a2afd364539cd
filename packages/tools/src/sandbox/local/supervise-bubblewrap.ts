/**
 * Ends bubblewrap with everything that it has started, at whatever stage of its start it is. Its child begins in the
 * process group of bubblewrap and leaves it for a session of its own, but not before bubblewrap has reported its id; it
 * dies with its parent only from a later moment on. So until the report the group is killed, and from the report on the
 * child: the first process of its pid namespace takes all others with it.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { StartedChild } from '../launcher.ts';

export interface SupervisedEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** False when bubblewrap could not set the sandbox up, or was killed before the program had ended. */
  ranToItsEnd: boolean;
}

export interface Supervised {
  /** Can be called at any time, and more than once. */
  kill(): void;
  /** Resolves once nothing of it is left, without waiting for a process that does not end. Never rejects. */
  ended: Promise<SupervisedEnd>;
}

/** How long bubblewrap may take to end after its child was killed, and its report to arrive after its own end. */
const PATIENCE_MS = 1000;

/** `child` is the leader of a process group, `status` the reading end of bubblewrap's `--json-status-fd`. */
export function superviseBubblewrap(child: StartedChild, status: Readable): Supervised {
  const { pid } = child;
  let report = '';
  let first: number | undefined;
  let killed = false;
  let timer: NodeJS.Timeout | undefined;
  const killGroup = (): void => {
    if (pid !== undefined) sendKill(-pid);
  };
  const kill = (): void => {
    killed = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (first === undefined) return killGroup();
    // Bubblewrap ends by itself once it has reaped the child, and with it the whole namespace.
    sendKill(first);
    timer ??= setTimeout(killGroup, PATIENCE_MS);
  };
  status.setEncoding('utf8').on('error', () => {});
  status.on('data', (chunk: string) => {
    report += chunk;
    const reported = /"child-pid":\s*(\d+)\D/.exec(report)?.[1];
    if (first !== undefined || reported === undefined) return;
    first = Number(reported);
    if (killed) sendKill(first);
  });
  const closed = once(status, 'close').catch(() => {});
  const end = async (): Promise<SupervisedEnd> => {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    await within(closed, PATIENCE_MS);
    status.destroy();
    // Written only for a program that was started, and after all of its namespace has ended.
    const ranToItsEnd = report.includes('"exit-code"');
    if (!ranToItsEnd) {
      killGroup();
      if (first !== undefined && !(await endNamespace(first))) {
        child.stdout.destroy();
        child.stderr?.destroy();
      }
    }
    return { code, signal, ranToItsEnd };
  };
  return { kill, ended: end() };
}

/** Sends it to a process, or with a negative id to a group; what is gone already is no failure. */
export function sendKill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** A process is gone once it is a zombie: by then all others of its namespace are. False when it does not end. */
async function endNamespace(first: number): Promise<boolean> {
  for (let attempt = 1; attempt <= 50; attempt++) {
    if (!(await isFirstOfNamespace(first))) return true;
    sendKill(first);
    await delay(attempt);
  }
  return false;
}

async function isFirstOfNamespace(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^NSpid:\t.*\t1$/m.test(text) && !/^State:\t[ZX]/m.test(text);
}

async function within(done: Promise<unknown>, timeoutMs: number): Promise<void> {
  const controller = new AbortController();
  await Promise.race([done, delay(timeoutMs, undefined, { signal: controller.signal }).catch(() => {})]);
  controller.abort();
}
