/** CPU of this process over a piece of work, the comparison of two loops, and tables. */
import { cpus, loadavg, totalmem } from 'node:os';

export interface Measured {
  /** Milliseconds of CPU, user and system. */
  cpuMs: number;
  wallMs: number;
  /** Highest resident set seen, in MB. */
  rssMb: number;
}

export async function measure(work: () => Promise<unknown>): Promise<Measured> {
  globalThis.gc?.();
  let rss = process.memoryUsage.rss();
  const timer = setInterval(() => {
    rss = Math.max(rss, process.memoryUsage.rss());
  }, 50);
  const cpu = process.cpuUsage();
  const since = performance.now();
  await work();
  const wallMs = performance.now() - since;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(timer);
  return { cpuMs: (user + system) / 1000, wallMs, rssMb: Math.max(rss, process.memoryUsage.rss()) / 1e6 };
}

/** Runs `count` times `work`, `width` at a time. */
export async function inFlight(count: number, width: number, work: (index: number) => Promise<unknown>) {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}

/**
 * Works in turns, so that what disturbs the machine disturbs all alike. The first turn of each warms up and does not
 * count. @returns Per piece of work its results, one per round.
 */
export async function inTurns<T>(rounds: number, works: readonly (() => Promise<T>)[]): Promise<T[][]> {
  const results: T[][] = works.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, work] of works.entries()) {
      const result = await work();
      if (round > 0) results[index]?.push(result);
    }
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of the rounds' own ratios: both sides of a round saw the same machine. */
export function medianRatio(values: readonly number[], base: readonly number[]): number {
  return median(values.map((value, round) => value / (base[round] ?? Number.NaN)));
}

export function printTable(title: string, rows: readonly Record<string, string | number>[]): void {
  const print = openTable(title);
  for (const row of rows) print(row);
}

/** Prints each row when it is there; all rows have the columns of the first. */
export function openTable(title: string): (row: Record<string, string | number>) => void {
  let columns: string[] | undefined;
  return (row) => {
    if (!columns) {
      columns = Object.keys(row);
      console.log(`\n## ${title}\n`);
      console.log(`| ${columns.join(' | ')} |`);
      console.log(`|${columns.map(() => '---').join('|')}|`);
    }
    console.log(`| ${columns.map((column) => row[column] ?? '').join(' | ')} |`);
  };
}

export function machine(): string {
  const date = new Date().toISOString().slice(0, 10);
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = round(loadavg()[0] ?? 0, 1);
  return `${date}, Node.js ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model ?? 'unknown'}, ${memory} GiB, load ${load}`;
}

export const round = (value: number, digits = 3): number => Number(value.toFixed(digits));
