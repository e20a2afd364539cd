/** Processes of the stack: started detached with a log of their own, known by their id, ended for sure. */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand } from './run-command.ts';

export interface StartedProcess {
  pid: number;
  /** Settles when the process has ended, with its exit code or the signal's name. */
  ended: Promise<string>;
}

export interface ProcessRequest {
  file: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Appended to. */
  log: string;
}

/** The process outlives this one and gets no signal of this one's terminal. Rejects when it cannot be started. */
export async function startProcess(request: ProcessRequest): Promise<StartedProcess> {
  await mkdir(dirname(request.log), { recursive: true });
  await using log = await open(request.log, 'a');
  const child = spawn(request.file, request.args, {
    cwd: request.cwd,
    env: request.env,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  child.unref();
  return { pid, ended };
}

/** Sends the signal. False when there is no such process. */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the process lives and is the one that runs `script`: ids are used again. */
export async function runsScript(pid: number, script: string): Promise<boolean> {
  if (!sendSignal(pid, 0)) return false;
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : (await runCommand('ps', ['-p', String(pid), '-o', 'command='])).stdout;
  return command.includes(script);
}

/** Asks it to end, and makes it end when `graceMs` have passed. Settles when it is gone. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  if (!sendSignal(pid, 'SIGTERM')) return;
  if (await gone(pid, graceMs)) return;
  sendSignal(pid, 'SIGKILL');
  await gone(pid, 5_000);
}

/** Waits until the process is gone. False when it still lives after `limitMs`. */
export async function gone(pid: number, limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs;
  while (sendSignal(pid, 0) && !(await isZombie(pid))) {
    if (Date.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/** A process whose parent has not asked for its end yet has ended all the same. */
async function isZombie(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}
