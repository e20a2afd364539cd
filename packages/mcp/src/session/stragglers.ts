/**
 * Processes that left the group of the server that started them, as browsers and language servers do. While the server
 * lives they are found below it; once it has ended by itself, by a mark that they inherited in their environment.
 */
import { readdir, readFile } from 'node:fs/promises';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** All processes below the given one. Empty where the system does not tell. */
export async function processesBelow(pid: number): Promise<ProcessIdentity[]> {
  const found = new Set<number>();
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const threads = await readdir(`/proc/${next}/task`).catch(() => []);
    for (const thread of threads) {
      const text = await readFile(`/proc/${next}/task/${thread}/children`, 'utf8').catch(() => '');
      for (const child of text.trim().split(/\s+/).map(Number)) {
        if (child <= 1 || found.has(child)) continue;
        found.add(child);
        waiting.push(child);
      }
    }
  }
  return Promise.all([...found].map(identifyProcess));
}

/** Processes whose environment held `name=value` when they were started. */
export async function processesMarked(name: string, value: string): Promise<ProcessIdentity[]> {
  const mark = `\0${name}=${value}\0`;
  const found: ProcessIdentity[] = [];
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '');
    if (`\0${environment}`.includes(mark)) found.push(await identifyProcess(Number(entry)));
  }
  return found;
}

/** Ends those that are still the same process. */
export async function endProcesses(processes: readonly ProcessIdentity[]): Promise<void> {
  for (const one of processes) {
    if (one.startedAt === '' || !(await isAlive(one))) continue;
    try {
      process.kill(one.pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
