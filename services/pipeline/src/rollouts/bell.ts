/**
 * Wake-ups between processes: who waits for trajectories, for a model or for a batch sleeps until a bell of that name
 * rings. A bell says that rows may have changed; rows stay the truth, and who waits looks again after a while anyhow.
 */
import { EventEmitter } from 'node:events';
import { listen, notify, notifying, type Pool, type Sql, sql } from '@nex/postgres';

export const readyBell = (modelTag: string) => `ready:${modelTag}`;
export const ackedBell = (modelTag: string) => `acked:${modelTag}`;
export const modelBell = (modelTag: string) => `model:${modelTag}`;
export const batchBell = (batchId: string) => `batch:${batchId}`;

/** Rings may get lost with a connection: rows are looked at after this time anyhow. */
export const LOOK_EVERY_MS = 5000;

/** An ear for some bells: it remembers a ring from its opening on, so that rows are looked at in between. */
export interface Ear extends Disposable {
  /**
   * Resolves at a ring since the opening or the last `take`, after `atMostMs` or `LOOK_EVERY_MS`, or when the signal aborts;
   * never rejects. One wait at a time.
   */
  next(atMostMs: number, signal: AbortSignal): Promise<void>;
  /** Whether rows may have changed since this was asked last: it rang, or the time of a wait was over. */
  take(): boolean;
}

export interface Bell extends AsyncDisposable {
  /** After the rows are committed. A bell that could not be rung elsewhere is no error. */
  ring(...names: string[]): Promise<void>;
  /** Rings elsewhere when the transaction of this statement commits; `hear` rings here. */
  ringing(...names: string[]): Sql;
  /** The same for the names that a query gives. */
  ringingEach(names: Sql): Sql;
  hear(...names: string[]): void;
  open(...names: string[]): Ear;
}

const CHANNEL = 'nex_rollouts';
/** Rung when the connection stands again: anything may have been missed. */
const ALL = '*';

export function createBell({ pool, databaseUrl }: { pool: Pool; databaseUrl: string }): Bell {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const listener = listen({
    url: databaseUrl,
    channel: CHANNEL,
    onNotify: (name) => emitter.emit(name),
    onConnected: () => emitter.emit(ALL),
  });
  const hear = (...names: string[]) => {
    for (const name of names) emitter.emit(name);
  };
  return {
    async ring(...names) {
      hear(...names);
      await notify(pool, CHANNEL, names).catch(() => {});
    },
    ringing: (...names) => notifying(CHANNEL, names),
    ringingEach: (names) => sql`select pg_notify(${CHANNEL}, name) from (${names}) rung (name)`,
    hear,
    open(...names) {
      let rang = false;
      let wake = () => {};
      const ring = () => {
        rang = true;
        wake();
      };
      for (const name of [...names, ALL]) emitter.on(name, ring);
      return {
        take() {
          const was = rang;
          rang = false;
          return was;
        },
        async next(atMostMs, signal) {
          if (rang || signal.aborted) return;
          const woken = Promise.withResolvers<void>();
          wake = woken.resolve;
          const timer = setTimeout(ring, Math.max(0, Math.min(atMostMs, LOOK_EVERY_MS)));
          signal.addEventListener('abort', wake, { once: true });
          await woken.promise;
          signal.removeEventListener('abort', wake);
          clearTimeout(timer);
        },
        [Symbol.dispose]() {
          wake();
          for (const name of [...names, ALL]) emitter.off(name, ring);
        },
      };
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}
