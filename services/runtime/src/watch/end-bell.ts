/**
 * Tells the other processes of the service that runs have ended, and hears it of them. The rows are committed before; a
 * ring that is lost costs its hearers a look at them.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { listen, notify, type Pool } from '@nex/postgres';
import type { Bus, FinishedRun } from '../events.ts';

const CHANNEL = 'nex_runs_finished';
/** From one ring to the next: notifying commits wait for each other, and each wakes every process. */
const REST_MS = 50;

export interface EndBellOptions {
  pool: Pool;
  databaseUrl: string;
  bus: Bus;
  /** Rings may have been missed. */
  onGap: () => void;
}

/** The first is told at once; runs that end right after a ring are told together with the next one. */
export function createEndBell({ pool, databaseUrl, bus, onGap }: EndBellOptions): AsyncDisposable {
  const own = crypto.randomUUID();
  const life = new AbortController();
  const ended: FinishedRun[] = [];
  let ringing: Promise<void> | undefined;
  const ring = async () => {
    while (ended.length > 0) {
      const payloads = ended.splice(0).map(({ id, rootRunId }) => `${own} ${rootRunId} ${id}`);
      await notify(pool, CHANNEL, payloads).catch(() => {});
      await setTimeout(REST_MS, undefined, { signal: life.signal }).catch(() => {});
    }
    ringing = undefined;
  };
  bus.on(
    'finished-here',
    (run) => {
      ended.push(run);
      // With those that end in the same turn of the event loop.
      ringing ??= setImmediate().then(ring);
    },
    life.signal,
  );
  const listener = listen({
    url: databaseUrl,
    channel: CHANNEL,
    onNotify(payload) {
      const [from, rootRunId, id] = payload.split(' ');
      if (from !== own && rootRunId && id) bus.runFinishedElsewhere({ id, rootRunId });
    },
    onConnected: onGap,
  });
  return {
    async [Symbol.asyncDispose]() {
      life.abort();
      await ringing;
      await listener[Symbol.asyncDispose]();
    },
  };
}
