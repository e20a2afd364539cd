/** The parts of chat completions that are read. Servers differ, so nothing is certain to be there. */

export interface WireToolCall {
  index?: number;
  id?: string | null;
  /** Text; some servers send the object itself. */
  function?: { name?: string | null; arguments?: unknown } | null;
}

/** `message` of a whole answer, `delta` of a streamed one. */
export interface WireMessage {
  content?: string | { type?: string; text?: string }[] | null;
  refusal?: string | null;
  /** Reasoning: DeepSeek and others. */
  reasoning_content?: string | null;
  /** Reasoning: OpenRouter, vLLM. */
  reasoning?: string | null;
  tool_calls?: WireToolCall[] | null;
}

export interface WireUsage {
  prompt_tokens?: number | null;
  completion_tokens?: number | null;
  prompt_tokens_details?: { cached_tokens?: number | null } | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
  /** Cached tokens: DeepSeek. */
  prompt_cache_hit_tokens?: number | null;
}

/** A whole answer, or one part of a streamed one. */
export interface WireReply {
  model?: string | null;
  choices?: { message?: WireMessage; delta?: WireMessage; finish_reason?: string | null }[] | null;
  usage?: WireUsage | null;
  error?: unknown;
}
