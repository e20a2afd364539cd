/** Tells whether a process id still means the same process, because ids are used again. */
import { readFile } from 'node:fs/promises';

export interface ProcessIdentity {
  pid: number;
  /** Start time in clock ticks since boot, from field 22 of `/proc/<pid>/stat`; empty where there is no `/proc`. */
  startedAt: string;
}

export async function identifyProcess(pid: number): Promise<ProcessIdentity> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the command in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, startedAt: fields[19] ?? '' };
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return (await identifyProcess(identity.pid)).startedAt === identity.startedAt;
}

/** Ends the group that the process leads, when it is still the same process. */
export async function endOrphan(identity: ProcessIdentity): Promise<void> {
  if (identity.startedAt === '' || !(await isAlive(identity))) return;
  try {
    process.kill(-identity.pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
