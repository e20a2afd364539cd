/** Whether the clocks of the services and the database agree: leases, deadlines and traces compare their times. */
import { createPool, many, sql } from '@nex/postgres';
import * as z from 'zod';
import { type Check, type CheckOptions, type Finding, fail, ok, warn } from '../check.ts';
import { fetchJson, Health } from '../fetch-json.ts';

const WARN_MS = 1000;
const FAIL_MS = 10_000;

export const clocks: Check = {
  name: 'clocks',
  about: 'services and database have the same time',
  async run({ deployment, signal }) {
    const { databaseUrl, services } = deployment;
    const base = databaseUrl === undefined ? 0 : await databaseAhead(databaseUrl);
    const found = Object.entries(services).map(([name, url]) => compare(name, url, base, signal));
    return (await Promise.all(found)).flat();
  },
};

/** How far the clock of the database is ahead of this machine's. */
async function databaseAhead(url: string): Promise<number> {
  await using pool = createPool({ url, max: 1, applicationName: 'nex-doctor' });
  await pool.query(sql`select 1`);
  const before = Date.now();
  const [row] = await many(
    pool,
    z.object({ ms: z.coerce.number() }),
    sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
  );
  return (row?.ms ?? before) - (before + Date.now()) / 2;
}

/** A service that does not answer is another check's finding. */
async function compare(
  name: string,
  url: string,
  base: number,
  signal: CheckOptions['signal'],
): Promise<Finding[]> {
  const answer = await fetchJson(`${url}/healthz`, signal);
  const told = Health.safeParse(answer?.body);
  if (!answer || !told.success || told.data.now === undefined) return [];
  const skewMs = Math.round(Date.parse(told.data.now) - answer.at - base);
  return [judgeSkew(name, skewMs, answer.tookMs)];
}

/** What lies within the time that the question took is no skew. */
export function judgeSkew(name: string, skewMs: number, tookMs: number): Finding {
  const off = Math.max(0, Math.abs(skewMs) - tookMs / 2);
  const says = `its clock is ${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs > 0 ? 'ahead of' : 'behind'} the database's`;
  const todo = 'Let both machines keep their time by NTP.';
  if (off >= FAIL_MS) return fail(name, says, todo);
  return off >= WARN_MS ? warn(name, says, todo) : ok(name, 'agrees with the database');
}
