/**
 * Holds a service's log at a chosen write, in the database: the statement waits and is not durable. A test kills the
 * service there, and then the statement, which the server would otherwise carry out for a caller that is gone.
 */
import { createPool, type Sql, sql } from '@nex/postgres';
import { eventually } from '@nex/testkit';
import { expect } from 'vitest';

export interface LogGate extends AsyncDisposable {
  /** Resolves when a statement waits. */
  reached(): Promise<void>;
  /** Ends the statement, which writes nothing, and lets all later ones pass. */
  breakOff(): Promise<void>;
}

export interface HeldWrite {
  table: 'model_steps' | 'tool_calls';
  /** SQL over the `new` row. */
  when: string;
}

export async function gateLog(url: string, { table, when }: HeldWrite): Promise<LogGate> {
  const pool = createPool({ url, max: 1, applicationName: 'log-gate' });
  await pool.query(
    statement(`create function runtime.hold() returns trigger language plpgsql as
      $$ begin perform pg_sleep(600); return new; end $$`),
  );
  await pool.query(
    statement(`create trigger hold before insert on runtime.${table} for each row when (${when})
      execute function runtime.hold()`),
  );
  const waiting = sql`datname = current_database() and wait_event = 'PgSleep'`;
  const count = async (): Promise<number> =>
    (await pool.query(sql`select pid from pg_stat_activity where ${waiting}`)).rows.length;
  return {
    reached: () => eventually(async () => expect(await count()).toBe(1)),
    async breakOff() {
      await pool.query(sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where ${waiting}`);
      await pool.query(statement(`drop trigger hold on runtime.${table}`));
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

function statement(text: string): Sql {
  return { text, values: [] };
}
