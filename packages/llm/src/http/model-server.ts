/** One JSON post to a model server. What goes wrong leaves as a NexError that says what to do and holds no key. */
import { abortError, type Json, NexError } from '@nex/core';
import type { Dispatcher } from 'undici';
import { errorFromResponse } from './error-from-response.ts';
import type { HttpPool } from './http-pool.ts';
import { postText, type TextAnswer } from './post-text.ts';
import { unreachable } from './unreachable.ts';

export interface ModelServer {
  /** `api.example.com`, with the port when it is not the usual one. */
  readonly host: string;
  /** For answers that are read as they come. Resolves with one of status 2xx; anything else is thrown. */
  post(body: string, options: PostOptions): Promise<Dispatcher.ResponseData>;
  /** For answers that are read when they are there. As `post`, but cheaper. */
  postText(body: string, options: PostOptions): Promise<TextAnswer>;
  /** The JSON of a whole answer. */
  parse(text: string): Json;
  /** A failure that the server reports within an answer of status 200. */
  failure(status: number, body: unknown): NexError;
}

export interface PostOptions {
  signal: AbortSignal;
  /** Until the first byte of the answer. */
  headersTimeoutMs: number;
  /** Between two parts of the answer. */
  bodyTimeoutMs: number;
  /** Another body for a refused request, which is sent once; `undefined` leaves the refusal as it is. */
  repair?: (refusal: { status: number; text: string }) => string | undefined;
}

export interface ModelServerApi {
  /** For hints: `an OpenAI-compatible API`. */
  name: string;
  /** The headers that carry the key. Default: `authorization: Bearer`. */
  auth?: (apiKey: string) => Readonly<Record<string, string>>;
}

type Asked = Dispatcher.DispatchOptions & { method: 'POST' };

const OPENAI: ModelServerApi = { name: 'an OpenAI-compatible API' };
const bearer = (apiKey: string) => ({ authorization: `Bearer ${apiKey}` });

/**
 * @param headers Win over those of this file.
 * @throws NexError `config_invalid` when the URL is none.
 */
export function createModelServer(
  pool: HttpPool,
  url: string,
  apiKey: string | undefined,
  headers: Readonly<Record<string, string>> = {},
  api: ModelServerApi = OPENAI,
): ModelServer {
  if (!URL.canParse(url)) {
    throw new NexError('config_invalid', 'The base URL of the model server is not a URL.', {
      where: 'baseUrl',
      hint: 'Set LLM_BASE_URL to something like https://api.example.com/v1.',
    });
  }
  const { origin, host, pathname, search } = new URL(url);
  const request = {
    origin,
    path: pathname + search,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey ? (api.auth ?? bearer)(apiKey) : {}),
      ...headers,
    },
  } as const;
  const fail = (status: number, text: string, answered: Dispatcher.ResponseData['headers']) =>
    errorFromResponse({ status, headers: answered, text, host, apiKey, api: api.name });

  async function send<A extends { statusCode: number; headers: TextAnswer['headers'] }>(
    body: string,
    options: PostOptions,
    ask: (options: Asked) => Promise<A>,
    textOf: (answer: A) => Promise<string>,
  ): Promise<A> {
    const { signal, headersTimeoutMs: headersTimeout, bodyTimeoutMs: bodyTimeout, repair } = options;
    const answer = await guard(host, signal, ask({ ...request, body, headersTimeout, bodyTimeout }));
    const { statusCode: status } = answer;
    if (status >= 200 && status < 300) return answer;
    const text = await guard(host, signal, textOf(answer));
    const repaired = repair?.({ status, text });
    if (repaired === undefined) throw fail(status, text, answer.headers);
    const { repair: _once, ...rest } = options;
    return send(repaired, rest, ask, textOf);
  }

  return {
    host,
    post: (body, options) =>
      send(
        body,
        options,
        (asked) => pool.request({ ...asked, signal: options.signal }),
        (answer) => answer.body.text(),
      ),
    postText: (body, options) =>
      send(
        body,
        options,
        (asked) => postText(pool, asked, options.signal),
        async ({ text }) => text,
      ),
    parse(text) {
      try {
        return JSON.parse(text) as Json;
      } catch (cause) {
        throw new NexError('model_rejected', `The model server ${host} did not answer with JSON.`, {
          hint: `Check that LLM_BASE_URL is the address of ${api.name}; it often ends in /v1.`,
          cause,
        });
      }
    },
    failure: (status, body) => fail(status, JSON.stringify(body), {}),
  };
}

async function guard<T>(host: string, signal: AbortSignal, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (thrown) {
    if (signal.aborted) throw abortError(signal);
    throw unreachable(host, thrown);
  }
}
