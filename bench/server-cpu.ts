/** CPU that a database server has used, whatever else the machine does: what a capacity can be reckoned from. Linux only. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPool, many, sql } from '@nex/postgres';
import { openRedis } from '@nex/queue';
import * as z from 'zod';

const MS_PER_TICK = 10;

/** Of all processes of the server, ended ones included, in ms. */
export async function postgresCpuMs(url: string): Promise<number> {
  await using pool = createPool({ url, max: 1 });
  const [row] = await many(
    pool,
    z.object({ folder: z.string() }),
    sql`select current_setting('data_directory') as folder`,
  );
  const postmaster = Number(
    (await readFile(join(row?.folder ?? '', 'postmaster.pid'), 'utf8')).split('\n')[0],
  );
  let ticks = 0;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const { parent, used, ended } = await ticksOf(name);
    if (Number(name) === postmaster) ticks += ended;
    if (Number(name) === postmaster || parent === postmaster) ticks += used;
  }
  return ticks * MS_PER_TICK;
}

/** Of one process, in ms; 0 when it has ended. */
export async function processCpuMs(pid: number): Promise<number> {
  return (await ticksOf(String(pid))).used * MS_PER_TICK;
}

/** `ended`: of children that have ended. */
async function ticksOf(pid: string): Promise<{ parent: number | undefined; used: number; ended: number }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the command in parentheses and may hold spaces.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent, , , , , , , , , , user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields;
  return { parent, used: user + system, ended: endedUser + endedSystem };
}

export async function redisCpuMs(url: string): Promise<number> {
  const redis = openRedis(url);
  const text = await redis.info('cpu');
  redis.disconnect();
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1] ?? Number.NaN);
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1000;
}
