/** The memory of a process group: the fair share of what is shared, where the system tells it (Linux). */
import { readdir, readFile } from 'node:fs/promises';

/** In MB; 0 where it is not known. */
export async function groupMemoryMb(leader: number | undefined): Promise<number> {
  if (leader === undefined) return 0;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const shares = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const group = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
      if (group !== String(leader)) return 0;
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024;
    }),
  );
  return Math.round(shares.reduce((sum, share) => sum + share, 0) * 10) / 10;
}
