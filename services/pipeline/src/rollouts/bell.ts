/**
 * Wake-ups between processes: who waits for trajectories, for a model or for a batch sleeps until a bell of that name
 * rings. A bell says that rows may have changed; rows stay the truth, and who waits looks again after a while anyhow.
 */
import { EventEmitter } from 'node:events';
import { listen, notify, notifying, type Pool, type Sql } from '@nex/postgres';

export const readyBell = (modelTag: string) => `ready:${modelTag}`;
export const ackedBell = (modelTag: string) => `acked:${modelTag}`;
export const modelBell = (modelTag: string) => `model:${modelTag}`;
export const batchBell = (batchId: string) => `batch:${batchId}`;

/** Rings may get lost with a connection: rows are looked at after this time anyhow. */
export const LOOK_EVERY_MS = 5000;

/** An ear for some bells: it remembers a ring from its opening on, so that rows are looked at in between. */
export interface Ear extends Disposable {
  /** Resolves at a ring since the opening, after `atMostMs` or `LOOK_EVERY_MS`, or when the signal aborts; never rejects. */
  next(atMostMs: number, signal: AbortSignal): Promise<void>;
}

export interface Bell extends AsyncDisposable {
  /** After the rows are committed. A bell that could not be rung elsewhere is no error. */
  ring(...names: string[]): Promise<void>;
  /** Rings elsewhere when the transaction of this statement commits; `hear` rings here. */
  ringing(...names: string[]): Sql;
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
    hear,
    open(...names) {
      const rung = Promise.withResolvers<void>();
      for (const name of [...names, ALL]) emitter.on(name, rung.resolve);
      return {
        async next(atMostMs, signal) {
          const timer = setTimeout(rung.resolve, Math.max(0, Math.min(atMostMs, LOOK_EVERY_MS)));
          signal.addEventListener('abort', () => rung.resolve(), { once: true });
          if (!signal.aborted) await rung.promise;
          clearTimeout(timer);
        },
        [Symbol.dispose]() {
          rung.resolve();
          for (const name of [...names, ALL]) emitter.off(name, rung.resolve);
        },
      };
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}
