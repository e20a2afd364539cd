/** Embeddings from any server with OpenAI's `POST /embeddings`. Does not try again: whoever asks may. */
import { type Embedder, NexError } from '@nex/core';
import * as z from 'zod';

export interface OpenAiEmbedderOptions {
  /** Up to and with `/v1`. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  /** Texts in one request. Default 100. */
  batchSize?: number;
  /** Of one request. Default 60,000. */
  timeoutMs?: number;
  fetch?: typeof globalThis.fetch;
}

const Answer = z.object({
  data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) })),
});

/** `embed` throws `model_unreachable`, `model_overloaded`, `model_rejected`, `model_bad_output`, `cancelled`. */
export function openAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, batchSize = 100 } = options;
  return {
    name: model,
    async embed(texts, { signal }) {
      const vectors: number[][] = [];
      for (let at = 0; at < texts.length; at += batchSize) {
        vectors.push(...(await embedBatch(options, texts.slice(at, at + batchSize), signal)));
      }
      return vectors;
    },
  };
}

async function embedBatch(
  { baseUrl, model, apiKey, timeoutMs = 60_000, fetch = globalThis.fetch }: OpenAiEmbedderOptions,
  input: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${baseUrl.replace(/\/$/, '')}/embeddings`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      },
      body: JSON.stringify({ model, input, encoding_format: 'float' }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    body = await response.json().catch(() => undefined);
  } catch (cause) {
    if (signal.aborted) throw new NexError('cancelled', 'Embedding was cancelled.', { cause });
    throw new NexError('model_unreachable', 'The embedding server cannot be reached.', { cause });
  }
  if (!response.ok) {
    const busy = response.status === 429 || response.status >= 500;
    throw new NexError(
      busy ? 'model_overloaded' : 'model_rejected',
      `The embedding server answered with status ${response.status}.`,
      { where: model, hint: 'Check the address, the name of the model and the key.' },
    );
  }
  const answer = Answer.safeParse(body);
  const rows = answer.success ? answer.data.data.toSorted((a, b) => a.index - b.index) : [];
  const length = rows[0]?.embedding.length;
  if (
    rows.length !== input.length ||
    rows.some((row, at) => row.index !== at || row.embedding.length !== length)
  ) {
    throw new NexError('model_bad_output', 'The embedding server did not give one vector per text.', {
      where: model,
    });
  }
  return rows.map((row) => row.embedding);
}
