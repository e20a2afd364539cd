/** Whether jobs move: how many wait, for how long, and whether anybody takes them. */
import { createPool, many, sql } from '@nex/postgres';
import { createJobQueue, JOBS, type JobName, type QueueState } from '@nex/queue';
import * as z from 'zod';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';

const LONG_WAIT_MS = 300_000;
/** Each queue in Postgres is opened with connections of its own, one after another. */
const LIMIT_MS = 60_000;

export const queue: Check = {
  name: 'queue',
  about: 'each queue: how many jobs wait, since when, and whether a worker takes them',
  limitMs: LIMIT_MS,
  async run({ deployment: { databaseUrl = '', redisUrl, queuePrefix: prefix } }) {
    // Opening a queue in Postgres makes its tables: not where there are none.
    if (redisUrl === undefined && !(await hasTables(databaseUrl, prefix))) {
      return [
        warn(
          'queue',
          'has no tables in the database yet',
          'Start a service; or set REDIS_URL, if jobs lie there.',
        ),
      ];
    }
    await using jobs = createJobQueue({ redisUrl, databaseUrl, prefix });
    const names = Object.keys(JOBS) as JobName[];
    // Awaited here: the queue is closed when this returns.
    return await Promise.all(names.map(async (name) => judge(name, await jobs.state(name))));
  },
};

async function hasTables(url: string, prefix: string): Promise<boolean> {
  await using pool = createPool({ url, max: 1, applicationName: 'nex-doctor' });
  const [row] = await many(
    pool,
    z.object({ exists: z.boolean() }),
    sql`select to_regnamespace(${`${prefix}_queue`}) is not null as exists`,
  );
  return row?.exists ?? false;
}

function judge(name: JobName, { waiting, active, delayed, oldestWaitMs, workers }: QueueState): Finding {
  const says = `${waiting} wait, ${active} at work, ${delayed} delayed, ${workers} workers`;
  if (workers === 0) {
    const todo = `Start the service that works on it; for runs, one with RUN_CONCURRENCY above 0.`;
    return waiting > 0 ? fail(name, `${says}: nobody takes them`, todo) : warn(name, says, todo);
  }
  if (oldestWaitMs <= LONG_WAIT_MS) return ok(name, says);
  const minutes = Math.round(oldestWaitMs / 60_000);
  return warn(
    name,
    `${says}; the oldest has waited ${minutes} min`,
    'Add workers, or see in their logs what they hang on.',
  );
}
