import { ModelSettings } from '@nex/core';
import { expect, it } from 'vitest';
import { readModelSettings } from './llm-config.ts';

const read = (value: unknown) => readModelSettings(value, 'main.yaml: llm_config');

it('turns every key into its setting, and leaves others to the provider', () => {
  const settings = read({
    model: 'm',
    base_url: 'https://m.example',
    api_key: 1234,
    api_type: 'anthropic_chat_completion',
    temperature: '0.50',
    top_p: 0.9,
    max_tokens: '4096',
    frequency_penalty: 1,
    presence_penalty: -1,
    timeout: 0.5,
    max_retries: 3,
    stream: true,
    stream_idle_timeout_ms: 300_000,
    connect_timeout_ms: 15_000,
    additional_drop_params: ['user'],
    cache_control_ttl: '1h',
    tool_streaming: false,
    allow_unsigned_thinking: true,
    tokenizer_path: './tok',
    debug: true,
    thinking: { type: 'adaptive' },
    seed: null,
  });
  expect(settings).toEqual({
    model: 'm',
    baseUrl: 'https://m.example',
    apiKey: '1234',
    apiType: 'anthropic_chat_completion',
    temperature: 0.5,
    topP: 0.9,
    maxTokens: 4096,
    frequencyPenalty: 1,
    presencePenalty: -1,
    timeoutMs: 500,
    attempts: 4,
    stream: true,
    streamIdleTimeoutMs: 300_000,
    connectTimeoutMs: 15_000,
    dropParameters: ['user'],
    cacheTtl: '1h',
    toolStreaming: false,
    allowUnsignedThinking: true,
    tokenizerPath: './tok',
    extra: { thinking: { type: 'adaptive' } },
  });
  const reached = new Set([...Object.keys(settings), 'maxRetryDelayMs']);
  expect(reached).toEqual(new Set(Object.keys(ModelSettings.shape)));
});

it('leaves what is not given to the platform', () => {
  expect(read({})).toEqual({ extra: {} });
  expect(read({ model: null, max_retries: 0 })).toEqual({ attempts: 1, extra: {} });
});

it.each([
  [{ api_type: 'soap' }, 'api_type'],
  [{ timeout: 0 }, 'timeout'],
  [{ max_tokens: 0 }, 'max_tokens'],
  [{ max_tokens: 1.5 }, 'max_tokens'],
  [{ temperature: 'hot' }, 'temperature'],
  [{ stream: 'yes' }, 'stream'],
  [{ cache_control_ttl: '2h' }, 'cache_control_ttl'],
])('refuses %j', (value, key) => {
  expect(() => read(value)).toThrow(
    expect.objectContaining({ code: 'config_invalid', where: expect.stringContaining(key) }),
  );
});
