/**
 * Tells which server processes have grown: to more than twice what they took when they were first seen, and by more
 * than a process takes for its own cleaning.
 */
import { readFile } from 'node:fs/promises';

const GROWN_FACTOR = 2;
const GROWN_BYTES = 128 * 1024 * 1024;

export class MemoryWatch {
  readonly #first = new Map<number, number>();
  readonly #residentBytes: (pid: number) => Promise<number | undefined>;

  constructor(residentBytes: (pid: number) => Promise<number | undefined> = residentBytesOf) {
    this.#residentBytes = residentBytes;
  }

  /** Those of the processes that have grown. Others that were asked for before are forgotten. */
  async grown(pids: readonly number[]): Promise<number[]> {
    for (const known of this.#first.keys()) if (!pids.includes(known)) this.#first.delete(known);
    const found: number[] = [];
    for (const pid of pids) {
      const bytes = await this.#residentBytes(pid);
      if (bytes === undefined) continue;
      const first = this.#first.get(pid) ?? bytes;
      this.#first.set(pid, first);
      if (bytes > Math.max(first * GROWN_FACTOR, first + GROWN_BYTES)) found.push(pid);
    }
    return found;
  }
}

/** `undefined` where the system does not tell. */
async function residentBytesOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
