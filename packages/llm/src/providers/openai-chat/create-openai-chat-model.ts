/** Any server that speaks OpenAI's chat completions. Retries, limits and tracing are the middleware's, not this file's. */
import { abortError, type Model, type ModelDelta, type ModelReply, NexError, type Sampling } from '@nex/core';
import type { Dispatcher } from 'undici';
import { errorFromResponse } from '../../http/error-from-response.ts';
import { createHttpPool, type HttpPool } from '../../http/http-pool.ts';
import { createModelServer, type ModelServer } from '../../http/model-server.ts';
import { cutOff, unreachable } from '../../http/unreachable.ts';
import { readStream } from './read-stream.ts';
import { createReplyAggregator } from './reply-aggregator.ts';
import { createRequestSerializer } from './serialize-request.ts';
import type { WireReply } from './wire.ts';

export interface OpenAiChatOptions {
  /** `https://api.example.com/v1`; `/chat/completions` is added. */
  baseUrl: string;
  apiKey?: string;
  model: string;
  /** Shared and owned by the caller. Without it the model makes its own and closes it when it is disposed. */
  pool?: HttpPool;
  /** Until the answer begins, and for a whole answer between two parts. Default 300 s. */
  timeoutMs?: number;
  /** For the model's own pool. Default 15 s. */
  connectTimeoutMs?: number;
  /** Between two parts of a streamed answer. Default 300 s. */
  streamIdleTimeoutMs?: number;
  /** Where the request says nothing. */
  defaultSampling?: Sampling;
  /** Further body fields; `extra_body` is spread. */
  extra?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
  /** Whether reasoning goes back as `reasoning_content`. Default true: only servers that send it get it back. */
  replayReasoning?: boolean;
}

/** Streams when the call has `onDelta`. @throws NexError `config_invalid` for a base URL that is none. */
export function createOpenAiChatModel(options: OpenAiChatOptions): Model & AsyncDisposable {
  const { model, timeoutMs = 300_000, streamIdleTimeoutMs = 300_000, connectTimeoutMs } = options;
  const ownPool = options.pool
    ? undefined
    : createHttpPool(connectTimeoutMs === undefined ? {} : { connectTimeoutMs });
  const pool = options.pool ?? ownPool ?? createHttpPool();
  const url = `${options.baseUrl.replace(/\/+$/, '')}/chat/completions`;
  const server = createModelServer(pool, url, options.apiKey, options.headers);
  const bodyOf = createRequestSerializer({
    model,
    defaultSampling: options.defaultSampling ?? {},
    extra: options.extra ?? {},
    replayReasoning: options.replayReasoning ?? true,
  });

  return {
    name: model,
    provider: server.host,
    async call(request, { signal, onDelta }) {
      const bodyTimeoutMs = onDelta ? streamIdleTimeoutMs : timeoutMs;
      const response = await server.post(bodyOf(request, onDelta !== undefined), {
        signal,
        headersTimeoutMs: timeoutMs,
        bodyTimeoutMs,
      });
      // A server that cannot stream answers with plain JSON.
      if (onDelta && isEventStream(response)) return streamed(response, onDelta, signal);
      return whole(response, onDelta, signal);
    },
    async [Symbol.asyncDispose]() {
      await ownPool?.[Symbol.asyncDispose]();
    },
  };

  async function whole(
    response: Dispatcher.ResponseData,
    onDelta: ((delta: ModelDelta) => void) | undefined,
    signal: AbortSignal,
  ): Promise<ModelReply> {
    const body = (await server.readJson(response, signal)) as WireReply;
    failOnError(body, server, options.apiKey);
    if (!body.choices?.[0]?.message) {
      throw new NexError('model_overloaded', `The model server ${server.host} answered without a message.`, {
        hint: 'Try again; if it stays, check that LLM_BASE_URL is the address of an OpenAI-compatible API.',
      });
    }
    const aggregator = createReplyAggregator(model, onDelta);
    aggregator.push(body);
    return aggregator.reply();
  }

  async function streamed(
    response: Dispatcher.ResponseData,
    onDelta: (delta: ModelDelta) => void,
    signal: AbortSignal,
  ): Promise<ModelReply> {
    const aggregator = createReplyAggregator(model, onDelta);
    let done = false;
    try {
      await readStream(response.body, (data) => {
        done = data === '[DONE]';
        if (!done) aggregator.push(partOf(data, server, options.apiKey));
        return done;
      });
    } catch (thrown) {
      if (signal.aborted) throw abortError(signal);
      // The model was done; only the end of the transmission is missing.
      if (!aggregator.finished || thrown instanceof NexError) {
        throw thrown instanceof NexError ? thrown : unreachable(server.host, thrown);
      }
    }
    if (signal.aborted && !done) throw abortError(signal);
    if (!done && !aggregator.finished) throw cutOff(server.host);
    return aggregator.reply();
  }
}

function isEventStream(response: Dispatcher.ResponseData): boolean {
  return String(response.headers['content-type'] ?? '').includes('text/event-stream');
}

function partOf(data: string, server: ModelServer, apiKey: string | undefined): WireReply {
  let part: WireReply;
  try {
    part = JSON.parse(data) as WireReply;
  } catch {
    throw cutOff(server.host);
  }
  failOnError(part, server, apiKey);
  return part;
}

/** Gateways report failures within an answer of status 200; `code` is then the status, if it is one. */
function failOnError(body: WireReply, { host }: ModelServer, apiKey: string | undefined): void {
  const { error } = body;
  if (error === undefined || error === null) return;
  const code = typeof error === 'object' && 'code' in error ? Number(error.code) : Number.NaN;
  const status = code >= 400 && code < 600 ? code : 502;
  throw errorFromResponse({ status, headers: {}, text: JSON.stringify(body), host, apiKey });
}
