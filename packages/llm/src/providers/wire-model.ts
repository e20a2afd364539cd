/**
 * A model of a wire format. The wire says how a request is written and an answer read; this file sends, streams, and
 * tells a broken answer from a whole one. Retries, limits and tracing are the middleware's.
 */
import { Readable } from 'node:stream';
import { abortError, type ModelDelta, type ModelReply, type ModelRequest, NexError } from '@nex/core';
import type { Dispatcher } from 'undici';
import { type EndpointPath, endpointUrl } from '../http/endpoint-url.ts';
import { createHttpPool } from '../http/http-pool.ts';
import {
  createModelServer,
  type ModelServer,
  type ModelServerApi,
  type PostOptions,
} from '../http/model-server.ts';
import { readStream } from '../http/read-stream.ts';
import { cutOff, unreachable } from '../http/unreachable.ts';
import { guarded } from './guarded.ts';
import type { ProviderModel, ProviderOptions } from './provider-options.ts';
import { extraHeaders } from './request-fields.ts';

export interface Wire {
  api: ModelServerApi;
  headers?: Readonly<Record<string, string>>;
  /** Below the base URL. */
  path: { whole: EndpointPath; stream: EndpointPath };
  body(request: ModelRequest, stream: boolean): string;
  createAggregator(context: AnswerContext): Aggregator;
  /**
   * Servers sign reasoning and refuse what another one signed, as after a change of the model, and some refuse the
   * session's fields. `refusedBy` knows the refusal; after `drop`, requests go without what was refused, and the call is
   * tried once more.
   */
  optional: { refusedBy(text: string): boolean; drop(request: ModelRequest, refusal: string): void };
}

export interface AnswerContext {
  request: ModelRequest;
  onDelta: ((delta: ModelDelta) => void) | undefined;
  /** A failure within the answer, as if the server had answered with the status. */
  fail: (status: number, body: unknown) => NexError;
}

/** A whole answer and a streamed one of the same content give the same reply. */
export interface Aggregator {
  /** A whole answer, parsed and as it came. False when it holds no message. Throws a failure that it reports. */
  pushWhole(body: unknown, text: string): boolean;
  /** An event of a stream. True: nothing more will come. Throws a failure that it reports. */
  push(event: unknown, text: string): boolean;
  /** True once the server said why the model stopped. */
  readonly finished: boolean;
  reply(): ModelReply;
}

/** Streams when the call has `onDelta` or the settings ask for it. */
export function createWireModel(options: ProviderOptions, wire: Wire): ProviderModel {
  const { timeoutMs = 300_000, streamIdleTimeoutMs = 300_000, connectTimeoutMs, apiKey, baseUrl } = options;
  const pool = options.pool ?? createHttpPool({ connectTimeoutMs });
  const headers = { ...wire.headers, ...extraHeaders(options.extra), ...options.headers };
  const serverAt = (path: EndpointPath) =>
    createModelServer(pool, endpointUrl(baseUrl, path), apiKey, headers, wire.api);
  const servers = { whole: serverAt(wire.path.whole), stream: serverAt(wire.path.stream) };
  const { host } = servers.whole;

  return {
    name: options.model,
    provider: host,
    async call(request, { signal, onDelta }) {
      const stream = onDelta !== undefined || options.settings?.stream === true;
      const server = stream ? servers.stream : servers.whole;
      const body = wire.body(request, stream);
      const asked: PostOptions = {
        signal,
        headersTimeoutMs: timeoutMs,
        bodyTimeoutMs: stream ? streamIdleTimeoutMs : timeoutMs,
        repair({ status, text }) {
          if ((status !== 400 && status !== 422) || !wire.optional.refusedBy(text)) return undefined;
          wire.optional.drop(request, text);
          const bare = wire.body(request, stream);
          return bare === body ? undefined : bare;
        },
      };
      const answer = stream ? await server.post(body, asked) : await server.postText(body, asked);
      const aggregator = wire.createAggregator({ request, onDelta, fail: server.failure });
      // Some servers cannot stream, others do nothing else: the answer says what it is.
      if (isEventStream(answer)) {
        await readEvents(
          server,
          'text' in answer ? Readable.from([answer.text]) : answer.body,
          aggregator,
          signal,
        );
      } else {
        readWhole(server, 'text' in answer ? answer.text : await textOf(server, answer, signal), aggregator);
      }
      return guarded(host, () => aggregator.reply());
    },
    async [Symbol.asyncDispose]() {
      if (!options.pool) await pool[Symbol.asyncDispose]();
    },
  };
}

async function textOf(
  { host }: ModelServer,
  { body }: Dispatcher.ResponseData,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await body.text();
  } catch (thrown) {
    throw signal.aborted ? abortError(signal) : unreachable(host, thrown);
  }
}

function readWhole(server: ModelServer, text: string, aggregator: Aggregator): void {
  const value = server.parse(text);
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && guarded(server.host, () => aggregator.pushWhole(value, text))) return;
  throw new NexError('model_overloaded', `The model server ${server.host} answered without a message.`, {
    hint: 'Try again; if it stays, check that LLM_BASE_URL and the API type of the agent fit together.',
  });
}

async function readEvents(
  { host }: ModelServer,
  body: Readable,
  aggregator: Aggregator,
  signal: AbortSignal,
): Promise<void> {
  let done = false;
  try {
    await readStream(body, (data) => {
      done = data === '[DONE]' || guarded(host, () => aggregator.push(eventOf(data, host), data));
      return done;
    });
  } catch (thrown) {
    if (signal.aborted) throw abortError(signal);
    if (thrown instanceof NexError) throw thrown;
    // The model was done; only the end of the transmission is missing.
    if (!aggregator.finished) throw unreachable(host, thrown);
  }
  if (signal.aborted && !done) throw abortError(signal);
  if (!done && !aggregator.finished) throw cutOff(host);
}

function eventOf(data: string, host: string): object {
  try {
    const event: unknown = JSON.parse(data);
    if (typeof event === 'object' && event !== null) return event;
  } catch {
    // Rubbish is treated as the end of what can be read.
  }
  throw cutOff(host);
}

function isEventStream({ headers }: Pick<Dispatcher.ResponseData, 'headers'>): boolean {
  return String(headers['content-type'] ?? '').includes('text/event-stream');
}
