/** The body of a token-level request. */
import type { ModelRequest, Sampling } from '@nex/core';

/** Further fields that belong to the sampling; all others stand beside it. */
const SAMPLING_FIELDS = new Set([
  'top_k',
  'min_p',
  'repetition_penalty',
  'min_new_tokens',
  'stop_token_ids',
  'stop_regex',
  'ignore_eos',
  'skip_special_tokens',
  'spaces_between_special_tokens',
  'no_stop_trim',
  'json_schema',
  'regex',
  'ebnf',
  'structural_tag',
  'custom_params',
]);
/** What this room decides and no extra field may change. */
const RESERVED = new Set([
  'model',
  'input_ids',
  'text',
  'stream',
  'n',
  'sampling_params',
  'extra_body',
  'extra_headers',
  'tools',
]);

export interface GenerateSettings {
  model: string;
  defaultSampling: Sampling;
  extra: Readonly<Record<string, unknown>>;
  dropParameters: readonly string[];
}

/** @param maxNewTokens What the answer may be at most; a smaller wish of the request wins. */
export function generateBody(
  settings: GenerateSettings,
  request: ModelRequest,
  inputIds: readonly number[],
  maxNewTokens: number,
): string {
  const sampling = { ...settings.defaultSampling, ...request.sampling };
  const sampled: Record<string, unknown> = {
    temperature: sampling.temperature,
    top_p: sampling.topP,
    frequency_penalty: sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty,
    sampling_seed: sampling.seed,
    stop: sampling.stop && sampling.stop.length > 0 ? sampling.stop : undefined,
    // Marks of calls are special tokens in many models: without them in the text no call could be read.
    skip_special_tokens: false,
    spaces_between_special_tokens: false,
  };
  if (request.responseSchema) sampled.json_schema = JSON.stringify(request.responseSchema.schema);
  const beside: Record<string, unknown> = { return_logprob: true };
  for (const [key, value] of Object.entries(furtherFields(settings.extra, request.extra))) {
    if (SAMPLING_FIELDS.has(key)) sampled[key] = value;
    else if (!RESERVED.has(key)) beside[key] = value;
  }
  for (const key of settings.dropParameters) {
    delete sampled[key];
    delete beside[key];
  }
  return JSON.stringify({
    model: settings.model,
    input_ids: inputIds,
    sampling_params: {
      ...sampled,
      max_new_tokens: Math.min(sampling.maxTokens ?? maxNewTokens, maxNewTokens),
    },
    ...beside,
  });
}

/** `extra_body` and `sampling_params` are spread. */
function furtherFields(...all: (Readonly<Record<string, unknown>> | undefined)[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const extra of all) {
    for (const part of [extra, extra?.extra_body, extra?.sampling_params]) {
      if (typeof part === 'object' && part !== null) Object.assign(fields, part);
    }
  }
  return fields;
}
