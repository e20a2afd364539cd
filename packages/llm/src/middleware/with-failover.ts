/** Asks the next server when one fails: in order, across providers and wire formats, each behind a circuit breaker. */
import { type Code, type Model, type ModelCallOptions, type ModelReply, NexError } from '@nex/core';
import {
  type BreakerOptions,
  type CircuitBreaker,
  createCircuitBreaker,
} from '../failover/circuit-breaker.ts';

export interface FailoverTrigger {
  /** HTTP statuses of the server's answer. Default 500, 502, 503. */
  statusCodes?: readonly number[];
  /** Default `model_unreachable`: no answer at all. */
  codes?: readonly Code[];
}

export interface FailoverTarget {
  model: Model;
  /** Shared by all calls that are to learn from each other's failures. Default: one of this wrapping. */
  breaker?: CircuitBreaker;
}

export interface FailoverOptions {
  trigger?: FailoverTrigger;
  /** For targets without a breaker of their own. */
  breaker?: BreakerOptions;
}

export const DEFAULT_TRIGGER = {
  statusCodes: [500, 502, 503],
  codes: ['model_unreachable'],
} as const satisfies FailoverTrigger;

/**
 * Name and provider are the first target's; a reply of another says so in `provider`. The first target's failure is
 * passed on unless it is a trigger; a fallback's failure always leads to the next. The last failure is thrown.
 * What was shown of a broken answer is void: `onDelta` gets `restart`.
 * @throws NexError `model_overloaded` with the wait, when every breaker is open.
 */
export function withFailover(
  first: Model | FailoverTarget,
  fallbacks: readonly (Model | FailoverTarget)[],
  options: FailoverOptions = {},
): Model {
  const targets = [first, ...fallbacks].map((one) => toTarget(one, options.breaker));
  const [primary] = targets as [Required<FailoverTarget>];
  const isTrigger = triggerOf(options.trigger);
  const { name, provider } = primary.model;

  return {
    name,
    provider,
    async call(request, options) {
      const shown = watchDeltas(options);
      let failure: unknown;
      for (const target of targets) {
        const permit = target.breaker.enter();
        if (!permit) continue;
        shown.restart();
        try {
          const reply = await target.model.call(request, shown.options);
          permit.succeed();
          return named(reply, target.model, provider);
        } catch (thrown) {
          const triggers = !options.signal.aborted && isTrigger(thrown);
          if (triggers) permit.fail();
          else permit.release();
          if (options.signal.aborted || (target === primary && !triggers)) throw thrown;
          failure = thrown;
        }
      }
      throw failure ?? allResting(targets);
    },
  };
}

function toTarget(
  one: Model | FailoverTarget,
  breaker: BreakerOptions | undefined,
): Required<FailoverTarget> {
  const target = 'call' in one ? { model: one } : one;
  return { model: target.model, breaker: target.breaker ?? createCircuitBreaker(breaker) };
}

function triggerOf(trigger: FailoverTrigger = {}): (thrown: unknown) => boolean {
  const statuses = new Set<number>(trigger.statusCodes ?? DEFAULT_TRIGGER.statusCodes);
  const codes = new Set<Code>(trigger.codes ?? DEFAULT_TRIGGER.codes);
  return (thrown) =>
    thrown instanceof NexError &&
    (codes.has(thrown.code) || (thrown.upstreamStatus !== undefined && statuses.has(thrown.upstreamStatus)));
}

function named(reply: ModelReply, { provider }: Model, usual: string): ModelReply {
  return provider === usual || reply.provider !== undefined ? reply : { ...reply, provider };
}

function watchDeltas(options: ModelCallOptions): { options: ModelCallOptions; restart: () => void } {
  const { onDelta } = options;
  if (!onDelta) return { options, restart: () => {} };
  let shown = false;
  return {
    options: {
      ...options,
      onDelta: (delta) => {
        shown = delta.type !== 'restart';
        onDelta(delta);
      },
    },
    restart: () => {
      if (shown) onDelta({ type: 'restart' });
      shown = false;
    },
  };
}

function allResting(targets: readonly Required<FailoverTarget>[]): NexError {
  const retryAfterMs = Math.min(...targets.map(({ breaker }) => breaker.waitMs));
  return new NexError(
    'model_overloaded',
    'Every model server of this agent failed too often and rests for now.',
    {
      hint: 'Wait for the recovery time of the failover, or name a further fallback provider.',
      retryAfterMs,
    },
  );
}
