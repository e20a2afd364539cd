/** What every provider takes, so that one table can make a model of any wire format. */
import type { Model, ModelSettings, Sampling } from '@nex/core';
import type { HttpPool } from '../http/http-pool.ts';
import type { TokenizerStore } from '../tokens/tokenizer-store.ts';
import type { TokenFormat } from './generate-with-token/token-format.ts';

/** Switches of an agent file that change how a provider asks. Each provider reads those that concern its wire. */
export type ProviderSettings = Partial<
  Pick<
    ModelSettings,
    'stream' | 'dropParameters' | 'cacheTtl' | 'toolStreaming' | 'allowUnsignedThinking' | 'tokenizerPath'
  >
>;

export interface TokenTools {
  format: TokenFormat;
  /** Shared and owned by the caller. */
  tokenizers: TokenizerStore;
  /** Tokens of prompt and answer together. Default: `model_max_length` of the tokenizer, if it has one. */
  maxContextTokens?: number | undefined;
}

export interface ProviderOptions {
  /** `https://api.example.com/v1`; the provider adds the path of its API. */
  baseUrl: string;
  /** Goes into a header, never into a URL. */
  apiKey?: string | undefined;
  model: string;
  /** Shared and owned by the caller. Without it the model makes its own and closes it when it is disposed. */
  pool?: HttpPool | undefined;
  /** Until the answer begins, and for a whole answer between two parts. Default 300 s. */
  timeoutMs?: number | undefined;
  /** For the model's own pool. Default 15 s. */
  connectTimeoutMs?: number | undefined;
  /** Between two parts of a streamed answer. Default 300 s. */
  streamIdleTimeoutMs?: number | undefined;
  /** Where the request says nothing. */
  defaultSampling?: Sampling | undefined;
  /** Further body fields; `extra_body` is spread. */
  extra?: Readonly<Record<string, unknown>> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Of the conversation, opaque: servers tell users apart by it and keep a conversation's cache together. */
  sessionId?: string | undefined;
  settings?: ProviderSettings | undefined;
  /** What `generate_with_token` needs beside a server. */
  tokens?: TokenTools | undefined;
}

/** Disposing closes the model's own sockets; a pool of the caller stays open. */
export type ProviderModel = Model & AsyncDisposable;

/** @throws NexError `config_invalid` for a base URL that is none. */
export type CreateModel = (options: ProviderOptions) => ProviderModel;
