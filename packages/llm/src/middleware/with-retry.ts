/** Tries again what can succeed: two pure questions, whether and when. Nobody else retries model calls. */
import { setTimeout as timer } from 'node:timers/promises';
import { abortError, addUsage, type Model, type ModelReply, NexError, NO_USAGE } from '@nex/core';
import { isThrottle } from './with-lane.ts';

export interface RetryOptions {
  /** Tries in all. Default 4. */
  attempts?: number;
  /** Tries that a server may turn away for its pace before one is counted as failed. Default: they count like others. */
  throttledAttempts?: number;
  /** Before the second try; doubles each time. Default 500. */
  baseDelayMs?: number;
  /** Longest wait that is ours to choose; a server that asks for more gets it. Default 30 s. */
  maxDelayMs?: number;
  /** No server's wish makes a run wait longer than this. Default 120 s. */
  maxRetryAfterMs?: number;
  /** In [0, 1). */
  random?: () => number;
  /** Rejects when the signal aborts. */
  sleep?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

export function isRetryable(error: unknown): error is NexError {
  return error instanceof NexError && error.retryable;
}

type DelayRules = Required<Omit<RetryOptions, 'attempts' | 'throttledAttempts' | 'sleep'>>;

/** Wait before try number `attempt + 1`: at least half of the doubled base, the rest by chance; Retry-After is the floor. */
export function delayMs(
  attempt: number,
  retryAfterMs: number | undefined,
  { baseDelayMs, maxDelayMs, maxRetryAfterMs, random }: DelayRules,
): number {
  const full = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  const chosen = full / 2 + (full / 2) * random();
  if (retryAfterMs === undefined) return chosen;
  return Math.max(chosen, Math.min(retryAfterMs, maxRetryAfterMs));
}

/** Tells of each try to come by the call's `onRetry`, and in the usage how many tries were turned away. A streamed answer that breaks off is void: `onDelta` gets `restart` before the next try. */
export function withRetry(model: Model, options: RetryOptions = {}): Model {
  const {
    attempts = 4,
    baseDelayMs = 500,
    maxDelayMs = 30_000,
    maxRetryAfterMs = 120_000,
    random = Math.random,
    sleep = wait,
    throttledAttempts = 0,
  } = options;
  const rules = { baseDelayMs, maxDelayMs, maxRetryAfterMs, random };
  return {
    name: model.name,
    provider: model.provider,
    async call(request, call) {
      const { signal, onDelta } = call;
      let shown = false;
      const watched = onDelta && {
        ...call,
        onDelta: (delta: Parameters<typeof onDelta>[0]) => {
          shown = true;
          onDelta(delta);
        },
      };
      let throttled = 0;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return withThrottled(await model.call(request, watched ?? call), throttled);
        } catch (thrown) {
          if (isThrottle(thrown)) throttled += 1;
          const maxAttempts = attempts + Math.min(throttled, throttledAttempts);
          if (attempt >= maxAttempts || signal.aborted || !isRetryable(thrown)) throw thrown;
          // The lane says how many go at once, so those that it turned away need not stand back for long.
          const doublings = throttledAttempts > 0 && isThrottle(thrown) ? Math.min(attempt, 3) : attempt;
          const waitMs = delayMs(doublings, thrown.retryAfterMs, rules);
          call.onRetry?.({ attempt, maxAttempts, delayMs: waitMs, code: thrown.code });
          const asleep = () => sleep(waitMs, signal);
          await (call.aside ? call.aside(asleep) : asleep());
          if (signal.aborted) throw abortError(signal);
        }
        if (shown) onDelta?.({ type: 'restart' });
        shown = false;
      }
    },
  };
}

function withThrottled(reply: ModelReply, throttled: number): ModelReply {
  if (throttled === 0) return reply;
  return { ...reply, usage: addUsage(reply.usage, { ...NO_USAGE, throttledCalls: throttled }) };
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, { signal });
  } catch {
    throw abortError(signal);
  }
}
