/**
 * Breakers that all models of a factory share. Only models with the same server, key and plan learn from each other's
 * failures, so that no agent can open the breaker of another one by its own settings.
 */
import type { Target } from '../model-target.ts';
import { type BreakerState, type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import type { FailoverPlan } from './failover-plan.ts';

export interface BreakerRegistry {
  get(target: Target, plan: FailoverPlan): CircuitBreaker;
  /** How many are in each state. */
  states(): Record<BreakerState, number>;
}

/** @param limit Breakers kept; the one that was not asked for longest goes first. Default 1000. */
export function createBreakerRegistry(limit = 1000): BreakerRegistry {
  const known = new Map<string, CircuitBreaker>();
  return {
    states() {
      const counts = { closed: 0, open: 0, half_open: 0 };
      for (const { state } of known.values()) counts[state] += 1;
      return counts;
    },
    get({ apiType, baseUrl, model, apiKey }, { breaker: options, trigger }) {
      const key = JSON.stringify([apiType, baseUrl, model, apiKey ?? null, options, trigger]);
      const breaker = known.get(key) ?? createCircuitBreaker(options);
      known.delete(key);
      known.set(key, breaker);
      const [oldest] = known.keys();
      if (known.size > limit && oldest !== undefined) known.delete(oldest);
      return breaker;
    },
  };
}
