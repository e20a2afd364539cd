/**
 * One HTTP call: headers, validation, retries, errors. A GET or POST is tried again when the answer is 429, 502, 503 or 504
 * or does not come; each POST has an idempotency key, the caller's or a fresh one, so that its tries are one request. Other
 * calls are made once.
 */
import { NexError } from '@nex/core';
import type * as z from 'zod';
import { CallFailure, failureOf, isPassing, unreachable } from './failure.ts';
import { freshKey } from './fresh-key.ts';
import { DEFAULT_RETRY, type RetryPolicy, withRetry } from './retry.ts';

export interface ClientOptions {
  /** `http://127.0.0.1:7400`, with or without a slash at the end. */
  baseUrl: string;
  apiKey?: string;
  /** Default: the global one. */
  fetch?: typeof fetch;
  retry?: Partial<RetryPolicy>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface Call extends CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in the place of `body`. */
  file?: { content: Blob; type: string };
  idempotencyKey?: string;
  headers?: Record<string, string>;
}

export interface Transport {
  baseUrl: string;
  retry: RetryPolicy;
  /** The validated answer. Throws NexError. */
  json<T extends z.ZodType>(schema: T, call: Call): Promise<z.infer<T>>;
  /** The answer once its headers are in: status 200 to 299. Throws CallFailure; makes no second try. */
  once(call: Call): Promise<Response>;
  /** The same with retries. Throws NexError. */
  response(call: Call): Promise<Response>;
}

export function createTransport(options: ClientOptions): Transport {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const send = options.fetch ?? fetch;
  const retry: RetryPolicy = { ...DEFAULT_RETRY, ...options.retry };

  async function once(call: Call): Promise<Response> {
    const url = new URL(baseUrl + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    let response: Response;
    try {
      response = await send(url, {
        method: call.method ?? 'GET',
        headers: headersOf(call, options.apiKey),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...(call.file ? { body: call.file.content } : {}),
        ...(call.signal ? { signal: call.signal } : {}),
      });
    } catch (thrown) {
      if (call.signal?.aborted) throw cancelled(thrown);
      throw unreachable(baseUrl, thrown);
    }
    if (!response.ok) throw await failureOf(response, `${call.method ?? 'GET'} ${call.path}`);
    return response;
  }

  async function response(given: Call): Promise<Response> {
    const call = given.method === 'POST' ? { idempotencyKey: freshKey(), ...given } : given;
    const safe = (call.method ?? 'GET') === 'GET' || call.method === 'POST';
    return unwrapped(call.signal, () =>
      withRetry(
        retry,
        () => once(call),
        (thrown) => safe && isPassing(thrown),
        call.signal,
      ),
    );
  }

  return {
    baseUrl,
    retry,
    once,
    response,
    async json(schema, call) {
      const answer = await response({ ...call, headers: { accept: 'application/json', ...call.headers } });
      const body: unknown = await answer.json().catch(() => undefined);
      const parsed = schema.safeParse(body);
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      throw new NexError('internal', 'The answer does not have the form that this client knows.', {
        where:
          `${call.method ?? 'GET'} ${call.path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
        hint: 'Are client and services of the same version?',
      });
    },
  };
}

/** Runs work that throws CallFailure and lets only NexErrors out. */
export async function unwrapped<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof CallFailure) throw thrown.error;
    if (thrown instanceof NexError) throw thrown;
    if (signal?.aborted) throw cancelled(thrown);
    throw thrown;
  }
}

export function cancelled(cause: unknown): NexError {
  return new NexError('cancelled', 'The call was cancelled.', { cause });
}

function headersOf(call: Call, apiKey: string | undefined): Record<string, string> {
  return {
    ...call.headers,
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.file ? { 'content-type': call.file.type } : {}),
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
  };
}
