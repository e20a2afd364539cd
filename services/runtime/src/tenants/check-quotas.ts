/** Before runs are created: the tenant has room for them. */
import { NexError, newId } from '@nex/core';
import type { Context } from '../context.ts';
import { countKnownKeys, readCreationLimits, sumTokens } from '../store/quotas.ts';

/** Characters of an id that say the kind and the time. */
const TIME_CHARS = 'run_'.length + 10;

/**
 * Throws `quota_exceeded`. @param keys Idempotency keys of the requests, as far as they have one: a request that is
 * made again creates nothing.
 */
export async function checkQuotas(
  { pool, dayTokens }: Context,
  tenant: string,
  { runs, keys }: { runs: number; keys: readonly string[] },
): Promise<void> {
  const limits = await readCreationLimits(pool, tenant);
  if (!limits) return;
  const { queued, queued_runs: mayQueue, tokens_per_day: mayUse } = limits;
  const isOverQueue = mayQueue !== null && queued + runs > mayQueue;
  const isOverTokens =
    mayUse !== null && (await dayTokens(tenant, () => sumTokens(pool, tenant, firstIdOfDay()))) >= mayUse;
  if (!isOverQueue && !isOverTokens) return;
  const created = runs - (keys.length > 0 ? await countKnownKeys(pool, tenant, keys) : 0);
  if (created === 0) return;
  if (isOverTokens) {
    throw exceeded(
      'tokensPerDay',
      `The runs of this day have used the ${mayUse} tokens of a day.`,
      'A new day begins at midnight UTC; whoever administers the tenant can raise the quota.',
    );
  }
  if (mayQueue !== null && queued + created > mayQueue) {
    throw exceeded(
      'queuedRuns',
      `${queued} runs wait, and at most ${mayQueue} may.`,
      'Try again when some have been taken up; whoever administers the tenant can raise the quota.',
    );
  }
}

function exceeded(quota: string, message: string, hint: string): NexError {
  return new NexError('quota_exceeded', message, { where: quota, hint });
}

function firstIdOfDay(): string {
  const midnight = new Date().setUTCHours(0, 0, 0, 0);
  return newId('run', midnight).slice(0, TIME_CHARS);
}
