/** `llm_config`: the model that an agent calls and how. Keys outside this table go to the provider unchanged. */
import type { ModelSettings } from '@nex/core';
import * as z from 'zod';

/** Text that may come as a YAML number: an interpolated key made of digits. */
const Text = z.union([z.string(), z.number().transform(String)]);
/** A number that may come as text: `"0.70"` from the environment. */
const Decimal = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

const API_TYPES = [
  'openai_chat_completion',
  'openai_responses',
  'anthropic_chat_completion',
  'gemini_rest',
  'generate_with_token',
] as const;

/** Settings of NexAU's own client. The platform's client decides these itself and must not send them on. */
const CLIENT_SETTINGS = [
  'timeout',
  'max_retries',
  'stream',
  'stream_idle_timeout_ms',
  'connect_timeout_ms',
  'additional_drop_params',
  'debug',
  'cache_control_ttl',
  'tokenizer_path',
  'tool_streaming',
  'allow_unsigned_thinking',
] as const;

export const LlmConfig = z
  .object({
    model: Text.nullish(),
    base_url: Text.nullish(),
    api_key: Text.nullish(),
    temperature: Decimal.nullish(),
    top_p: Decimal.nullish(),
    max_tokens: z.number().int().positive().nullish(),
    api_type: z.enum(API_TYPES).nullish(),
  })
  .catchall(z.json());
export type LlmConfig = z.infer<typeof LlmConfig>;

export interface ModelReading {
  settings: ModelSettings;
  /** Keys that were understood and have no effect here. */
  ignored: string[];
  /** A wire format that the platform does not speak. */
  unsupportedApiType: string | undefined;
}

export function readModelSettings(config: LlmConfig): ModelReading {
  const { model, base_url, api_key, temperature, top_p, max_tokens, api_type, ...rest } = config;
  const settings: ModelSettings = { extra: {} };
  if (model != null) settings.model = model;
  if (base_url != null) settings.baseUrl = base_url;
  if (api_key != null) settings.apiKey = api_key;
  if (temperature != null) settings.temperature = temperature;
  if (top_p != null) settings.topP = top_p;
  if (max_tokens != null) settings.maxTokens = max_tokens;
  const ignored: string[] = [];
  for (const [key, value] of Object.entries(rest)) {
    if ((CLIENT_SETTINGS as readonly string[]).includes(key)) ignored.push(key);
    else if (value !== null) settings.extra[key] = value;
  }
  const speaks = api_type == null || api_type === 'openai_chat_completion';
  return { settings, ignored, unsupportedApiType: speaks ? undefined : api_type };
}
