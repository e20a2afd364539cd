/** Tells the runtime what a tenant may use of it. */
import { setTimeout } from 'node:timers/promises';
import { NexError, TENANT_HEADER, type TenantQuotas, toNexError } from '@nex/core';
import type { Pool } from '@nex/postgres';
import type { Context } from '../context.ts';
import { lockNextTenant } from './tenant-store.ts';

const TIMEOUT_MS = 5000;

/** In the place of what it was told before. Throws `unavailable`. @param runtime Base URL of the service. */
export async function sendQuotas(runtime: string, tenant: string, quotas: TenantQuotas): Promise<void> {
  const { requestsPerMinute: _, ...rest } = quotas;
  const answer = await fetch(`${runtime}/v1/quotas`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', [TENANT_HEADER]: tenant },
    body: JSON.stringify(rest),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  if (answer?.ok) return;
  throw new NexError('unavailable', 'The tenant is stored, but the runtime was not told of its quotas.', {
    where: 'quotas',
    hint: 'Send the same request again.',
  });
}

const PAUSE_MS = 5000;

/**
 * At the start of a gateway: what every tenant may use is told again, for a runtime whose rows are younger than those here. A
 * runtime that is away is asked until it is there. Disposing stops it.
 */
export function sendAllQuotas({
  pool,
  config,
  log,
}: Pick<Context, 'pool' | 'config' | 'log'>): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  const sending = (async () => {
    let cursor: string | undefined;
    let silent = false;
    while (!signal.aborted) {
      try {
        const id = await sendNext(pool, config.upstreams.runtime, cursor);
        if (id === undefined) return;
        cursor = id;
        silent = false;
      } catch (thrown) {
        if (!silent) log.warn({ err: toNexError(thrown) }, 'the runtime is not told of quotas for now');
        silent = true;
        await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => {});
      }
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await sending;
    },
  };
}

/** The tenant that was told of; undefined behind the last. Whoever changes it meanwhile waits, and tells the newer. */
function sendNext(pool: Pool, runtime: string, cursor: string | undefined): Promise<string | undefined> {
  return pool.transaction(async (tx) => {
    const next = await lockNextTenant(tx, cursor);
    if (next) await sendQuotas(runtime, next.id, next.quotas);
    return next?.id;
  });
}
