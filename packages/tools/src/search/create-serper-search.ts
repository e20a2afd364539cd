/** Web search by Serper: `POST /search` with `{q, num}` and the header X-API-KEY gives `{organic: [{title, link, snippet}]}`. */
import { NexError } from '@nex/core';
import * as z from 'zod';
import type { SearchHit, ToolEnvironment } from '../tool-environment.ts';

const TIMEOUT_MS = 30_000;

export interface SerperOptions {
  apiKey: string;
  fetch: typeof globalThis.fetch;
  /** Default: `https://google.serper.dev`. */
  baseUrl?: string;
}

const Answer = z.object({
  organic: z
    .array(z.object({ title: z.string().default(''), link: z.string(), snippet: z.string().default('') }))
    .default([]),
});

/** Throws `unavailable` when the engine fails, `timeout` after 30 s, and what the caller's signal aborts with. */
export function createSerperSearch(options: SerperOptions): NonNullable<ToolEnvironment['search']> {
  const { apiKey, baseUrl = 'https://google.serper.dev' } = options;
  return async (query, { count, signal }): Promise<SearchHit[]> => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await options.fetch(`${baseUrl.replace(/\/+$/, '')}/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'X-API-KEY': apiKey },
        body: JSON.stringify({ q: query, num: count }),
        signal: AbortSignal.any([signal, timeout]),
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw refusal(response.status);
      }
      const answer = Answer.parse(await response.json());
      return answer.organic
        .slice(0, count)
        .map(({ title, link, snippet }) => ({ title, url: link, snippet }));
    } catch (thrown) {
      signal.throwIfAborted();
      if (thrown instanceof NexError) throw thrown;
      if (timeout.aborted)
        throw new NexError('timeout', 'The search engine took too long.', { cause: thrown });
      throw new NexError('unavailable', 'The search engine did not answer as expected.', { cause: thrown });
    }
  };
}

function refusal(status: number): NexError {
  if (status === 401 || status === 403) {
    return new NexError('unavailable', 'The search engine refused the key.', {
      hint: 'Check the search key that the platform is started with.',
    });
  }
  if (status === 429)
    return new NexError('unavailable', 'The search engine asks to slow down; try again later.');
  return new NexError('unavailable', `The search engine answered with status ${status}.`);
}
