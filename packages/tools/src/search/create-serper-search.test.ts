import { describe, expect, it } from 'vitest';
import { createSerperSearch } from './create-serper-search.ts';

const signal = new AbortController().signal;

function searchWith(answer: () => Response | Promise<Response>, baseUrl?: string) {
  const sent: { url: string; init: RequestInit | undefined }[] = [];
  const search = createSerperSearch({
    apiKey: 'k',
    ...(baseUrl && { baseUrl }),
    fetch: async (url, init) => {
      sent.push({ url: url instanceof Request ? url.url : url.toString(), init });
      return await answer();
    },
  });
  return { search, sent };
}

it('asks as Serper wants to be asked and reads what it answers', async () => {
  const organic = [
    { title: 'One', link: 'https://1.test/', snippet: 's', position: 1 },
    { link: 'https://2.test/' },
    { title: 'Three', link: 'https://3.test/' },
  ];
  const { search, sent } = searchWith(() => Response.json({ organic, answerBox: {} }), 'https://s.test/');
  expect(await search('cats', { count: 2, signal })).toEqual([
    { title: 'One', url: 'https://1.test/', snippet: 's' },
    { title: '', url: 'https://2.test/', snippet: '' },
  ]);
  expect(sent[0]).toMatchObject({
    url: 'https://s.test/search',
    init: { method: 'POST', body: '{"q":"cats","num":2}', headers: { 'X-API-KEY': 'k' } },
  });
});

describe('failures', () => {
  it.each([
    [401, 'refused the key'],
    [429, 'slow down'],
    [500, 'status 500'],
  ])('status %i', async (status, words) => {
    const { search } = searchWith(() => new Response('secret body', { status }));
    await expect(search('q', { count: 1, signal })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(words),
    });
  });

  it('of form and network are unavailable, an abort is the abort', async () => {
    for (const answer of [
      () => new Response('no json'),
      () => Response.json({ organic: [{ title: 1 }] }),
      () => Promise.reject(new Error('ECONNREFUSED')),
    ]) {
      const { search } = searchWith(answer);
      await expect(search('q', { count: 1, signal })).rejects.toMatchObject({
        code: 'unavailable',
        message: 'The search engine did not answer as expected.',
      });
    }
    const { search } = searchWith(() => Promise.reject(new Error('aborted')));
    await expect(search('q', { count: 1, signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
  });
});
