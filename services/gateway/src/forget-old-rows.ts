/** Rows that tell of what was are kept for a while: entries of the log of changes, and deliveries that have ended. */
import { toNexError } from '@nex/core';
import { execute, type Pool, type Sql, sql } from '@nex/postgres';
import type { Context } from './context.ts';

const EVERY_MS = 3_600_000;
const BATCH = 5000;

/** Once an hour, and at the start. Disposing stops it. */
export function forgetOldRows({
  pool,
  config,
  log,
}: Pick<Context, 'pool' | 'config' | 'log'>): AsyncDisposable {
  const stop = new AbortController();
  const forget = () =>
    forgetOnce(pool, config.keepDays, stop.signal).catch((thrown: unknown) =>
      log.warn({ err: toNexError(thrown) }, 'old rows were not deleted'),
    );
  let working = forget();
  const timer = setInterval(() => {
    working = working.then(forget);
  }, EVERY_MS).unref();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      clearInterval(timer);
      await working;
    },
  };
}

async function forgetOnce(
  pool: Pool,
  { audit, deliveries }: Context['config']['keepDays'],
  signal: AbortSignal,
): Promise<void> {
  const before = (days: number) => sql`now() - make_interval(days => ${days})`;
  const ended = sql`ended_at < ${before(deliveries)}`;
  const waited = sql`state = 'waiting' and created_at < ${before(deliveries)}`;
  if (audit > 0) {
    await inBatches(
      pool,
      signal,
      (limit) => sql`delete from gateway.audit where id in (
      select id from gateway.audit where time < ${before(audit)} limit ${limit})`,
    );
  }
  if (deliveries === 0) return;
  for (const old of [ended, waited]) {
    await inBatches(
      pool,
      signal,
      (limit) => sql`delete from gateway.webhook_deliveries where id in (
      select id from gateway.webhook_deliveries where ${old} limit ${limit})`,
    );
  }
}

async function inBatches(pool: Pool, signal: AbortSignal, statement: (limit: number) => Sql): Promise<void> {
  while (!signal.aborted && (await execute(pool, statement(BATCH))) === BATCH);
}
