/** The model as the platform sees it: messages and tools in, one assistant message out. */
import type { Code } from './error-codes.ts';
import type { JsonSchema } from './json.ts';
import type { Message } from './message.ts';
import type { ToolDefinition } from './tool.ts';
import type { Usage } from './usage.ts';

export interface Sampling {
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  seed?: number;
  frequencyPenalty?: number;
  presencePenalty?: number;
  stop?: readonly string[];
}

export interface ModelRequest {
  messages: readonly Message[];
  tools?: readonly ToolDefinition[];
  /** Asks for an answer that is valid against the schema. */
  responseSchema?: { name: string; schema: JsonSchema };
  sampling?: Sampling;
  /** Further fields for the provider, as the agent file gives them. */
  extra?: JsonObjectLike;
}
type JsonObjectLike = Readonly<Record<string, unknown>>;

export const FINISH_REASONS = ['stop', 'tool_calls', 'length', 'content_filter', 'unknown'] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];

/** One token of an answer as the server counts them; `logprob` is natural. */
export interface TokenLogprob {
  token: string;
  tokenId?: number;
  logprob: number;
  top?: { token: string; tokenId?: number; logprob: number }[];
}

/** The answer in tokens, as far as the server gives it: what a trainer needs. */
export interface ReplyTokens {
  promptTokenIds?: number[];
  tokenIds?: number[];
  logprobs?: TokenLogprob[];
  /** The answer as it was sampled, with reasoning and calls in it. */
  text?: string;
  /** As the server names the weights that it sampled with. */
  weightVersion?: string;
}

export interface ModelReply {
  /** Role assistant. */
  message: Message;
  finishReason: FinishReason;
  usage: Usage;
  /** The model's own name for itself, as the server reported it. */
  model: string;
  /** Host that answered, when it is not `Model.provider` (failover). */
  provider?: string;
  tokens?: ReplyTokens;
}

/** What is seen of an answer while it is being written. */
export type ModelDelta =
  | { type: 'text'; delta: string }
  | { type: 'reasoning'; delta: string }
  | { type: 'tool_call'; index: number; id?: string; name?: string; argumentsDelta?: string }
  /** What came so far is void: the answer is asked for again and starts anew. */
  | { type: 'restart' };

/** A failed try that is followed by another one. */
export interface ModelRetry {
  /** The try that failed, from 1. */
  attempt: number;
  maxAttempts: number;
  /** Wait before the next one. */
  delayMs: number;
  /** Of the failure. */
  code: Code;
}

export interface ModelCallOptions {
  signal: AbortSignal;
  /** When given, the model is called streaming. Called in order; must not throw. */
  onDelta?: (delta: ModelDelta) => void;
  /** Called before the wait. Must not throw. */
  onRetry?: (retry: ModelRetry) => void;
  /** Runs the wait before another try, for who holds a place that others may have meanwhile; rejects as the wait does. */
  aside?: (wait: () => Promise<void>) => Promise<void>;
}

export interface Model {
  /** Name that the platform asks for. */
  readonly name: string;
  /** `api.example.com`: host of the server; goes into provenance. */
  readonly provider: string;
  call(request: ModelRequest, options: ModelCallOptions): Promise<ModelReply>;
}

/** Whether the answers of a model of this name come from rules: what is made with it says so. */
export function isOfflineModel(name: string): boolean {
  return name.startsWith('nex-offline');
}
