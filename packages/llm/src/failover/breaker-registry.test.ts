import { expect, test } from 'vitest';
import type { Target } from '../model-target.ts';
import { createBreakerRegistry } from './breaker-registry.ts';
import type { FailoverPlan } from './failover-plan.ts';

const TARGET: Target = {
  apiType: 'openai_chat_completion',
  baseUrl: 'https://a.test/v1',
  model: 'm',
  apiKey: 'k1',
  extra: {},
};
const PLAN: FailoverPlan = {
  trigger: { statusCodes: [500], codes: [] },
  breaker: { failureThreshold: 3, recoveryTimeoutMs: 60_000 },
  fallbacks: [],
};

test('the same server, key and plan share a breaker', () => {
  const registry = createBreakerRegistry();
  const again = { ...PLAN, fallbacks: [{ name: 'b', settings: { extra: {} } }] };
  expect(registry.get({ ...TARGET, extra: { top_k: 1 } }, again)).toBe(registry.get(TARGET, PLAN));
});

test.each<[string, Partial<Target>, Partial<FailoverPlan>]>([
  ['server', { baseUrl: 'https://b.test/v1' }, {}],
  ['model', { model: 'other' }, {}],
  ['wire', { apiType: 'openai_responses' }, {}],
  ['key', { apiKey: 'k2' }, {}],
  ['missing key', { apiKey: undefined }, {}],
  ['trigger', {}, { trigger: { statusCodes: [400], codes: [] } }],
  ['threshold', {}, { breaker: { failureThreshold: 1, recoveryTimeoutMs: 60_000 } }],
])('another %s has its own breaker', (_name, target, plan) => {
  const registry = createBreakerRegistry();
  const usual = registry.get(TARGET, PLAN);
  expect(registry.get({ ...TARGET, ...target }, { ...PLAN, ...plan })).not.toBe(usual);
});

test('the one that was not asked for longest is forgotten', () => {
  const registry = createBreakerRegistry(2);
  const [a, b] = ['a', 'b'].map((model) => registry.get({ ...TARGET, model }, PLAN));
  expect(registry.get({ ...TARGET, model: 'a' }, PLAN)).toBe(a);
  registry.get({ ...TARGET, model: 'c' }, PLAN);
  expect(registry.get({ ...TARGET, model: 'a' }, PLAN)).toBe(a);
  expect(registry.get({ ...TARGET, model: 'b' }, PLAN)).not.toBe(b);
});
