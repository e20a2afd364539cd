/**
 * Notifications of one channel, over a connection of its own that is opened again when it breaks. What was notified
 * while there was none is lost: whoever listens is told of the gap and looks again.
 */
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { execute, identifier, type Queryable, type Sql, sql } from './pool.ts';

export interface ListenOptions {
  url: string;
  channel: string;
  /** Must not throw. */
  onNotify: (payload: string) => void;
  /** Called whenever the connection stands, the first time included: something may have been missed before. */
  onConnected?: () => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** Connects in the background and never throws; disposing ends the connection. */
export function listen(options: ListenOptions): AsyncDisposable {
  const stop = new AbortController();
  const working = keepListening(options, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await working;
    },
  };
}

async function keepListening(options: ListenOptions, signal: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const connected = await listenOnce(options, signal);
    pauseMs = connected ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
  }
}

/** Resolves when the connection is gone: whether it stood at all. */
async function listenOnce(options: ListenOptions, signal: AbortSignal): Promise<boolean> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'nex-listen' });
  const gone = Promise.withResolvers<void>();
  client.on('error', () => gone.resolve());
  client.on('end', () => gone.resolve());
  client.on('notification', ({ payload }) => options.onNotify(payload ?? ''));
  const leave = () => gone.resolve();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await client.connect();
    await client.query(`listen ${identifier(options.channel).text}`);
    options.onConnected?.();
    if (!signal.aborted) await gone.promise;
    return true;
  } catch {
    return false;
  } finally {
    signal.removeEventListener('abort', leave);
    await client.end().catch(() => {});
  }
}

/** Tells all who listen to the channel; inside a transaction, when it commits. */
export async function notify(on: Queryable, channel: string, payloads: readonly string[]): Promise<void> {
  if (payloads.length > 0) await execute(on, notifying(channel, payloads));
}

/** The statement of `notify`, to go together with others. */
export function notifying(channel: string, payloads: readonly string[]): Sql {
  return sql`select pg_notify(${channel}, payload) from unnest(${[...payloads]}::text[]) payload`;
}
