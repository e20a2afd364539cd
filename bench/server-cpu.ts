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
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The second field is the command in parentheses and may hold spaces.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent, , , , , , , , , , user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields;
    if (Number(name) === postmaster) ticks += endedUser + endedSystem;
    if (Number(name) === postmaster || parent === postmaster) ticks += user + system;
  }
  return ticks * MS_PER_TICK;
}

export async function redisCpuMs(url: string): Promise<number> {
  const redis = openRedis(url);
  const text = await redis.info('cpu');
  redis.disconnect();
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1] ?? Number.NaN);
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1000;
}
