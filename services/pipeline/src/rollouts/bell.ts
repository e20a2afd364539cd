/**
 * Wake-ups between processes: who waits for trajectories, for a model or for a batch sleeps until a bell of that name
 * rings. A bell says that rows may have changed; rows stay the truth, and who waits looks again after a while anyhow.
 */
import { EventEmitter, once } from 'node:events';
import { listen, notify, type Pool } from '@nex/postgres';

export const readyBell = (modelTag: string) => `ready:${modelTag}`;
export const ackedBell = (modelTag: string) => `acked:${modelTag}`;
export const modelBell = (modelTag: string) => `model:${modelTag}`;
export const batchBell = (batchId: string) => `batch:${batchId}`;

export interface Bell extends AsyncDisposable {
  /** After the rows are committed. A bell that could not be rung elsewhere is no error. */
  ring(...names: string[]): Promise<void>;
  /** Resolves at the next ring of one of the names, after `atMostMs`, or when the signal aborts; never rejects. */
  next(names: readonly string[], atMostMs: number, signal: AbortSignal): Promise<void>;
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
  return {
    async ring(...names) {
      for (const name of names) emitter.emit(name);
      await notify(pool, CHANNEL, names).catch(() => {});
    },
    async next(names, atMostMs, signal) {
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      const timer = setTimeout(() => over.abort(), Math.min(Math.max(atMostMs, 0), 2_147_483_647));
      const rings = [...names, ALL].map((name) => once(emitter, name, { signal: until }).catch(() => {}));
      await Promise.race(rings);
      clearTimeout(timer);
      over.abort();
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}
