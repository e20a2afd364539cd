/** The parts of chat completions that are read. Servers differ, so nothing is certain to be there. */
import type { WireLogprob } from '../openai-logprobs.ts';

export interface WireToolCall {
  index?: number;
  id?: string | null;
  /** Text; some servers send the object itself. */
  function?: { name?: string | null; arguments?: unknown } | null;
}

/** Reasoning in blocks: OpenRouter. Parts of a stream that belong to one block have the same `index`. */
export interface WireReasoningDetail {
  type?: 'reasoning.text' | 'reasoning.summary' | 'reasoning.encrypted';
  text?: string | null;
  summary?: string | null;
  data?: string | null;
  signature?: string | null;
  id?: string | null;
  format?: string | null;
  index?: number | null;
}

/** Mistral shows reasoning as a part of the content: `thinking`, a list of texts. */
export interface WirePart {
  type?: string;
  text?: string;
  thinking?: { text?: string }[] | null;
}

/** `message` of a whole answer, `delta` of a streamed one. */
export interface WireMessage {
  content?: string | WirePart[] | null;
  refusal?: string | null;
  /** Reasoning: DeepSeek and others. */
  reasoning_content?: string | null;
  /** Reasoning: OpenRouter, vLLM. */
  reasoning?: string | null;
  reasoning_details?: WireReasoningDetail[] | null;
  tool_calls?: WireToolCall[] | null;
}

export interface WireUsage {
  prompt_tokens?: number | null;
  completion_tokens?: number | null;
  total_tokens?: number | null;
  prompt_tokens_details?: { cached_tokens?: number | null; cache_write_tokens?: number | null } | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
  /** Cached tokens: DeepSeek. */
  prompt_cache_hit_tokens?: number | null;
  /** Cached tokens: Moonshot. */
  cached_tokens?: number | null;
  /** Names of other APIs, which gateways leave as they are. */
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
}

/** Servers for training give tokens by their ids: vLLM the prompt's beside the choices, SGLang within. */
export interface WireChoice {
  message?: WireMessage;
  delta?: WireMessage;
  finish_reason?: string | null;
  logprobs?: { content?: WireLogprob[] | null } | null;
  token_ids?: number[] | null;
  prompt_token_ids?: number[] | null;
}

/** A whole answer, or one part of a streamed one. */
export interface WireReply {
  model?: string | null;
  choices?: WireChoice[] | null;
  prompt_token_ids?: number[] | null;
  /** Stated for a trainer by a gateway. */
  nexrl_train?: {
    prompt_tokens?: number[] | null;
    response_tokens?: number[] | null;
    response_logprobs?: number[] | null;
  } | null;
  usage?: WireUsage | null;
  error?: unknown;
}
