import { expect, test } from 'vitest';
import { openAiEmbedder } from './openai-embedder.ts';

const { signal } = new AbortController();

/** Answers each text with its length and place, in reverse order. */
function recorded(
  change: (rows: { index: number; embedding: number[] }[]) => unknown = (data) => ({ data }),
  status = 200,
) {
  const requests: { url: string; headers: Headers; body: { model: string; input: string[] } }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const request = new Request(url, init);
    const body = (await request.json()) as { model: string; input: string[] };
    requests.push({ url: request.url, headers: request.headers, body });
    const rows = body.input.map((text, index) => ({ index, embedding: [text.length, index] })).toReversed();
    return Response.json(change(rows), { status });
  };
  return { requests, fetch };
}

test('texts are sent in batches, and vectors come back in the order of the texts', async () => {
  const { requests, fetch } = recorded();
  const embedder = openAiEmbedder({
    baseUrl: 'http://host/v1/',
    model: 'small',
    apiKey: 'k',
    batchSize: 2,
    fetch,
  });
  expect(await embedder.embed(['a', 'bb', 'ccc'], { signal })).toEqual([
    [1, 0],
    [2, 1],
    [3, 0],
  ]);
  expect(requests.map(({ url, body }) => [url, body.model, body.input])).toEqual([
    ['http://host/v1/embeddings', 'small', ['a', 'bb']],
    ['http://host/v1/embeddings', 'small', ['ccc']],
  ]);
  expect(requests[0]?.headers.get('authorization')).toBe('Bearer k');
});

test.each([
  ['a vector too few', (rows: unknown[]) => ({ data: rows.slice(1) }), 200, 'model_bad_output'],
  ['another form', () => ({ vectors: [] }), 200, 'model_bad_output'],
  ['too many requests', () => ({}), 429, 'model_overloaded'],
  ['a refusal', () => ({}), 401, 'model_rejected'],
] as const)('%s: %s', async (_title, change, status, code) => {
  const { fetch } = recorded(change as never, status);
  const embedder = openAiEmbedder({ baseUrl: 'http://host/v1', model: 'small', fetch });
  await expect(embedder.embed(['a', 'b'], { signal })).rejects.toMatchObject({ code });
});

test('a server that is not there, and a caller that gives up, are told apart', async () => {
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    init?.signal?.throwIfAborted();
    throw new TypeError('fetch failed');
  };
  const embedder = openAiEmbedder({ baseUrl: 'http://host/v1', model: 'small', fetch });
  await expect(embedder.embed(['a'], { signal })).rejects.toMatchObject({ code: 'model_unreachable' });
  const aborted = { signal: AbortSignal.abort() };
  await expect(embedder.embed(['a'], aborted)).rejects.toMatchObject({ code: 'cancelled' });
});
