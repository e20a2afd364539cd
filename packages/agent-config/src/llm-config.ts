/** `llm_config`: the model that an agent calls and how. Keys outside this table go to the provider unchanged. */
import { API_TYPES, ModelSettings } from '@nex/core';
import * as z from 'zod';
import { parseShape } from './parse-shape.ts';
import { Count, Decimal, Positive, PositiveDecimal, Text } from './scalar.ts';

export const LlmConfig = z
  .object(
    {
      model: Text.nullish().describe("Name of the model. Absent: the platform's own."),
      base_url: Text.nullish().describe("Address of the model server. Absent: the platform's own."),
      api_key: Text.nullish().describe("Key for the model server. Absent: the platform's own."),
      api_type: z
        .enum(API_TYPES)
        .nullish()
        .describe("Wire format of the model server. Absent: the platform's own."),
      temperature: Decimal.nullish(),
      top_p: Decimal.nullish(),
      max_tokens: Positive.nullish().describe('Most tokens of one answer.'),
      frequency_penalty: Decimal.nullish(),
      presence_penalty: Decimal.nullish(),
      timeout: PositiveDecimal.nullish().describe('Seconds until the first byte of one call.'),
      max_retries: Count.nullish().describe(
        'Further tries for one call. retry_attempts of the agent wins over it.',
      ),
      stream: z
        .boolean()
        .nullish()
        .describe('Asks the provider to stream when nobody watches. Default false.'),
      stream_idle_timeout_ms: Positive.nullish().describe('Longest silence within a streamed answer.'),
      connect_timeout_ms: Positive.nullish(),
      additional_drop_params: z.array(z.string()).nullish().describe('Fields that must not be sent.'),
      cache_control_ttl: z
        .enum(['5m', '1h'])
        .nullish()
        .describe('Anthropic: lifetime of cached prompt parts.'),
      tool_streaming: z.boolean().nullish().describe('Anthropic: streams tool arguments. Default true.'),
      allow_unsigned_thinking: z
        .boolean()
        .nullish()
        .describe('Anthropic: sends unsigned thinking back as text.'),
      tokenizer_path: z.string().nullish().describe('Tokenizer for generate_with_token.'),
      debug: z.boolean().nullish().describe('Has no effect: the platform traces every call.'),
    },
    {
      error: ({ input }) =>
        input === undefined ? 'llm_config is required in agent configuration' : undefined,
    },
  )
  .catchall(z.json())
  .describe(
    "The model of the agent; {} means the platform's own. Unknown keys go to the provider as they are.",
  );
export type LlmConfig = z.infer<typeof LlmConfig>;

/** Keys of the file that keep their value, by their name in the settings. */
const FIELDS = {
  model: 'model',
  base_url: 'baseUrl',
  api_key: 'apiKey',
  api_type: 'apiType',
  temperature: 'temperature',
  top_p: 'topP',
  max_tokens: 'maxTokens',
  frequency_penalty: 'frequencyPenalty',
  presence_penalty: 'presencePenalty',
  stream: 'stream',
  stream_idle_timeout_ms: 'streamIdleTimeoutMs',
  connect_timeout_ms: 'connectTimeoutMs',
  additional_drop_params: 'dropParameters',
  cache_control_ttl: 'cacheTtl',
  tool_streaming: 'toolStreaming',
  allow_unsigned_thinking: 'allowUnsignedThinking',
  tokenizer_path: 'tokenizerPath',
} as const satisfies Record<string, keyof ModelSettings>;

/** A map like `llm_config`, as middleware parameters hold it, in the terms of the model client. Throws `config_invalid`. */
export function readModelSettings(value: unknown, where = 'llm_config'): ModelSettings {
  return toModelSettings(parseShape(LlmConfig, value, where));
}

/** Keys that are absent or null stay absent. */
export function toModelSettings(config: LlmConfig): ModelSettings {
  const { debug: _, timeout, max_retries, ...rest } = config;
  const fields: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  if (timeout != null) fields['timeoutMs'] = Math.max(1, Math.round(timeout * 1000));
  if (max_retries != null) fields['attempts'] = max_retries + 1;
  for (const [key, value] of Object.entries(rest)) {
    if (value === null || value === undefined) continue;
    if (Object.hasOwn(FIELDS, key)) fields[FIELDS[key as keyof typeof FIELDS]] = value;
    else extra[key] = value;
  }
  return ModelSettings.parse({ ...fields, extra });
}
