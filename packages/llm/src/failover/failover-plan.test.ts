import type { JsonObject, ModelSettings } from '@nex/core';
import { expect, test } from 'vitest';
import { failoverFromParams, mergeSettings } from './failover-plan.ts';

const toSettings = (config: JsonObject): ModelSettings => ({
  ...(typeof config.model === 'string' ? { model: config.model } : {}),
  ...(typeof config.base_url === 'string' ? { baseUrl: config.base_url } : {}),
  extra: {},
});
const source = { primary: { extra: {} }, toSettings, where: 'main.yaml: middlewares[0]' };

test('reads the parameters of an agent file', () => {
  const plan = failoverFromParams(
    {
      trigger: { status_codes: [500, 529], exception_types: ['RateLimitError', 'openai.APITimeoutError'] },
      fallback_providers: [
        { name: 'backup', llm_config: { base_url: 'https://backup.test/v1' } },
        { llm_config: { model: 'small' } },
      ],
      circuit_breaker: { failure_threshold: 5, recovery_timeout_seconds: 1.5 },
    },
    source,
  );
  expect(plan).toEqual({
    trigger: { statusCodes: [500, 529, 429], codes: ['model_unreachable', 'timeout'] },
    breaker: { failureThreshold: 5, recoveryTimeoutMs: 1500 },
    fallbacks: [
      { name: 'backup', settings: { baseUrl: 'https://backup.test/v1', extra: {} } },
      { name: 'fallback-1', settings: { model: 'small', extra: {} } },
    ],
  });
});

test('has the defaults of the reference, and fails over when nothing answers', () => {
  const plan = failoverFromParams({ fallback_providers: [{ name: 'b', llm_config: {} }] }, source);
  expect(plan).toMatchObject({
    trigger: { statusCodes: [500, 502, 503], codes: ['model_unreachable'] },
    breaker: { failureThreshold: 3, recoveryTimeoutMs: 60_000 },
  });
});

test.each<[string, JsonObject, string]>([
  ['no fallback', { fallback_providers: [] }, 'main.yaml: middlewares[0].params.fallback_providers'],
  [
    'an unknown key',
    { fallback_providers: [{ name: 'b' }], retries: 3 },
    'main.yaml: middlewares[0].params.',
  ],
  [
    'an unknown exception',
    { fallback_providers: [{ name: 'b' }], trigger: { exception_types: ['MyError'] } },
    'main.yaml: middlewares[0].params.trigger.exception_types',
  ],
])('%s is refused with its place', (_name, params, where) => {
  expect(() => failoverFromParams(params, source)).toThrow(
    expect.objectContaining({ code: 'config_invalid', where }),
  );
});

const primary: ModelSettings = {
  model: 'large',
  baseUrl: 'https://a.test/v1',
  apiKey: 'a-key',
  apiType: 'openai_chat_completion',
  temperature: 0.3,
  extra: { top_k: 4 },
};

test.each<[string, ModelSettings, Partial<ModelSettings>]>([
  [
    'another model of the server',
    { model: 'small', extra: {} },
    { model: 'small', apiKey: 'a-key', extra: { top_k: 4 } },
  ],
  [
    'another server',
    { baseUrl: 'https://b.test', extra: {} },
    { model: 'large', baseUrl: 'https://b.test', temperature: 0.3 },
  ],
  [
    'another server with a key',
    { baseUrl: 'https://b.test', apiKey: 'b-key', extra: {} },
    { apiKey: 'b-key' },
  ],
  [
    'another wire',
    { apiType: 'anthropic_chat_completion', extra: { thinking: 1 } },
    { extra: { thinking: 1 } },
  ],
])('a fallback takes over what it does not state: %s', (_name, fallback, expected) => {
  expect(mergeSettings(primary, fallback)).toMatchObject(expected);
});

test('a key is inherited by no other server', () => {
  expect(mergeSettings(primary, { baseUrl: 'https://b.test', extra: {} })).not.toHaveProperty('apiKey');
});
