/** One JSON post to a model server. What goes wrong leaves as a NexError that says what to do and holds no key. */
import { abortError, type Json, NexError } from '@nex/core';
import type { Dispatcher } from 'undici';
import { errorFromResponse } from './error-from-response.ts';
import type { HttpPool } from './http-pool.ts';
import { unreachable } from './unreachable.ts';

export interface ModelServer {
  /** `api.example.com`, with the port when it is not the usual one. */
  readonly host: string;
  /** Resolves with an answer of status 2xx; anything else is thrown. */
  post(body: string, options: PostOptions): Promise<Dispatcher.ResponseData>;
  /** Reads a whole JSON answer. */
  readJson(response: Dispatcher.ResponseData, signal: AbortSignal): Promise<Json>;
}

export interface PostOptions {
  signal: AbortSignal;
  /** Until the first byte of the answer. */
  headersTimeoutMs: number;
  /** Between two parts of the answer. */
  bodyTimeoutMs: number;
}

/** @throws NexError `config_invalid` when the URL is none. */
export function createModelServer(
  pool: HttpPool,
  url: string,
  apiKey: string | undefined,
  headers: Readonly<Record<string, string>> = {},
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
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      ...headers,
    },
  } as const;

  return {
    host,
    async post(body, { signal, headersTimeoutMs, bodyTimeoutMs }) {
      const response = await guard(host, signal, () =>
        pool.request({
          ...request,
          body,
          signal,
          headersTimeout: headersTimeoutMs,
          bodyTimeout: bodyTimeoutMs,
        }),
      );
      if (response.statusCode >= 200 && response.statusCode < 300) return response;
      const text = await guard(host, signal, () => response.body.text());
      throw errorFromResponse({ status: response.statusCode, headers: response.headers, text, host, apiKey });
    },
    async readJson(response, signal) {
      const text = await guard(host, signal, () => response.body.text());
      try {
        return JSON.parse(text) as Json;
      } catch (cause) {
        throw new NexError('model_rejected', `The model server ${host} did not answer with JSON.`, {
          hint: 'Check that LLM_BASE_URL is the address of an OpenAI-compatible API; it often ends in /v1.',
          cause,
        });
      }
    },
  };
}

async function guard<T>(host: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (signal.aborted) throw abortError(signal);
    throw unreachable(host, thrown);
  }
}
