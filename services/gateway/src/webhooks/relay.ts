/**
 * Tells webhooks of what has ended, beside the requests that the gateway answers. Every replica does; who reads a service and
 * who sends a delivery, rows decide.
 */
import { type Metrics, toNexError } from '@nex/core';
import type { Pool } from '@nex/postgres';
import { createPoller } from '@nex/service';
import type { Logger } from '@nex/telemetry';
import { claimDue, type DueDelivery, settleDelivered, settleFailed } from './delivery-store.ts';
import type { EndingSources } from './ending-sources.ts';
import type { WebhookSecrets } from './held-secrets.ts';
import { pauseBeforeNext } from './pause-before-next.ts';
import { recordEnds } from './record-ends.ts';
import { sendDelivery, TRY_TIMEOUT_MS, type TryOutcome } from './send-delivery.ts';
import { watchWebhooks } from './watch-webhooks.ts';

export interface Relay extends AsyncDisposable {
  /** Something is to be sent now. */
  wake(): void;
}

export interface RelayOptions {
  pool: Pool;
  sources: EndingSources;
  secrets: WebhookSecrets;
  fetch: typeof globalThis.fetch;
  /** Between a failed try and the next; after the last of them a delivery has failed. */
  pausesMs: readonly number[];
  log: Logger;
  metrics: Metrics;
}

const EVERY_MS = 1000;
/** Of this process at a time, and of those one webhook's, so that a slow one holds up nobody else. */
const MOST_AT_A_TIME = 64;
const MOST_OF_ONE = 4;
const LEASE_MS = TRY_TIMEOUT_MS * 4;
/** A webhook that has failed for so long is switched off. */
const PATIENCE_MS = 3 * 86_400_000;
const GONE = 410;

export function startRelay({ pool, sources, secrets, fetch, pausesMs, log, metrics }: RelayOptions): Relay {
  const stop = new AbortController();
  const sending = new Map<Promise<void>, string>();
  const silent = new Set<string>();

  const record = async () => {
    const failed = new Set<string>();
    const found = await recordEnds(pool, sources, {
      everyMs: EVERY_MS,
      signal: stop.signal,
      onFailure(thrown, type) {
        failed.add(type);
        if (!silent.has(type)) log.warn({ err: toNexError(thrown), type }, 'what ended is not known for now');
        silent.add(type);
      },
    });
    for (const type of silent) if (!failed.has(type)) silent.delete(type);
    return found;
  };

  const settle = async (due: DueDelivery, outcome: TryOutcome) => {
    if (outcome.ok) {
      metrics.count('nex_webhook_tries_total', { outcome: 'delivered' });
      return settleDelivered(pool, due, outcome.status);
    }
    const pauseMs = pauseBeforeNext(pausesMs, { tries: due.tries, askedMs: outcome.askedMs });
    metrics.count('nex_webhook_tries_total', { outcome: pauseMs === null ? 'failed' : 'retried' });
    const enabled = await settleFailed(pool, due, {
      ...outcome,
      pauseMs,
      disable: outcome.status === GONE ? 'It answered that it is gone (status 410).' : null,
      patienceMs: PATIENCE_MS,
    });
    if (!enabled) log.warn({ webhook: due.webhookId, tenant: due.tenant }, 'a webhook was switched off');
  };

  const send = async (due: DueDelivery) => {
    try {
      const place = { tenant: due.tenant, id: due.webhookId };
      const open = () => secrets.open(place, due.sealed);
      await settle(due, await sendDelivery(fetch, due, { secrets: open, signal: stop.signal }));
    } catch (thrown) {
      // It is taken up again when its lease is over.
      log.warn({ err: toNexError(thrown), delivery: due.id }, 'how a delivery went was not written');
    }
  };

  /** Whether there may be more to send at once. */
  const dispatch = async () => {
    const free = MOST_AT_A_TIME - sending.size;
    if (free <= 0) return false;
    const busy: Record<string, number> = {};
    for (const webhookId of sending.values()) busy[webhookId] = (busy[webhookId] ?? 0) + 1;
    const due = await claimDue(pool, {
      limit: free,
      each: MOST_OF_ONE,
      busy,
      leaseMs: LEASE_MS,
    });
    for (const one of due) {
      const trying = send(one).finally(() => {
        sending.delete(trying);
        sender.wake();
      });
      sending.set(trying, one.webhookId);
    }
    return due.length > 0;
  };

  const onFailure = (thrown: unknown) =>
    log.warn({ err: toNexError(thrown) }, 'webhooks were not told for now');
  // Apart from one another: a service that answers slowly holds up nothing that is known already.
  const sender = createPoller({
    intervalMs: EVERY_MS,
    async look() {
      while (!stop.signal.aborted && (await dispatch()));
    },
    onFailure,
  });
  const recorder = createPoller({
    intervalMs: EVERY_MS,
    async look() {
      if (await record()) sender.wake();
    },
    onFailure,
  });
  sender.wake();
  recorder.wake();
  const watching = watchWebhooks(metrics, pool);
  return {
    wake: () => sender.wake(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      watching[Symbol.dispose]();
      await recorder[Symbol.asyncDispose]();
      await sender[Symbol.asyncDispose]();
      await Promise.all(sending.keys());
    },
  };
}
