import { NexError } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { openToolRoom } from '../__fixtures__/tool-room.ts';
import type { SearchHit } from '../tool-environment.ts';
import { googleWebSearch } from './google-web-search.ts';
import { webFetch } from './web-fetch.ts';

type Answer = Response | Error | ((signal: AbortSignal) => Promise<Response>);

/** A web of some addresses; all others cannot be reached. */
function web(pages: Record<string, Answer>): typeof globalThis.fetch {
  return async (input, init) => {
    const answer = pages[input instanceof Request ? input.url : input.toString()];
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'function') return await answer(init?.signal ?? new AbortController().signal);
    if (!answer) throw new TypeError('fetch failed at 10.0.0.7');
    return answer;
  };
}
const page = (body: string | Uint8Array<ArrayBuffer>, type: string, status = 200) =>
  new Response(body, { status, headers: { 'content-type': type } });

describe('web_fetch', () => {
  it('shows the text of a page with its links', async () => {
    const html =
      '<html><head><title>T</title><style>x</style></head><body><h1>Head</h1><script>no()</script>' +
      '<p>Text <a href="https://a.test/l">link</a></p><img src="x.png" alt="i"><ul><li>one</li></ul></body></html>';
    await using room = await openToolRoom({
      fetch: web({ 'https://a.test/': page(html, 'text/html; charset=utf-8') }),
    });
    const { text, isError } = await room.run(webFetch, { url: ' https://a.test ' });
    expect(isError).toBe(false);
    expect(text).toBe(
      'Content fetched from https://a.test/:\n\n---\nHead\n\nText link [https://a.test/l]\n\n * one\n---',
    );
  });

  it.each([
    ['text/plain', 'x', 'x'],
    ['application/json', '{"a":1}', '{"a":1}'],
    ['application/ld+json', '{}', '{}'],
    ['image/svg+xml', '<svg/>', '<svg/>'],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['text/html', Buffer.from('<meta charset="windows-1252"><p>\x80</p>', 'latin1'), '€'],
    ['text/plain; charset=nonsense', 'x', 'x'],
    ['text/plain', '', '(no text)'],
  ])('reads %s %j', async (type, body, expected) => {
    const bytes = new Uint8Array(Buffer.from(body));
    await using room = await openToolRoom({ fetch: web({ 'https://a.test/': page(bytes, type) }) });
    const { text } = await room.run(webFetch, { url: 'https://a.test/' });
    expect(text).toBe(`Content fetched from https://a.test/:\n\n---\n${expected}\n---`);
  });

  it('keeps what is longer than 64 KB as a file, and names it', async () => {
    const body = `${'x'.repeat(65_535)}😀 and the rest`;
    await using room = await openToolRoom({ fetch: web({ 'https://a.test/': page(body, 'text/plain') }) });
    const { text } = await room.run(webFetch, { url: 'https://a.test/' });
    expect(text).toContain(
      `[Cut: the first 65535 of ${body.length} characters. The whole text is in /workspace/.nex/`,
    );
    expect(text.isWellFormed()).toBe(true);
    const file = /\/workspace\/(\.nex\/outputs\/web-\S+\.txt)/.exec(text)?.[1] ?? '';
    expect(await room.read(file)).toBe(body);
  });

  it('keeps what is no text as a file', async () => {
    const pdf = page(new Uint8Array([1, 2]), 'application/pdf');
    await using room = await openToolRoom({ fetch: web({ 'https://a.test/': pdf }) });
    const { text } = await room.run(webFetch, { url: 'https://a.test/' });
    expect(text).toMatch(
      /is no text \(application\/pdf, 2 bytes\)\. It is kept in \/workspace\/\.nex\/outputs\/web-\S+\.bin\.$/,
    );
  });

  it('reads no more than 5 MB', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1_000_000).fill(120));
      },
    });
    const answer = new Response(endless, { headers: { 'content-type': 'text/plain' } });
    await using room = await openToolRoom({ fetch: web({ 'https://a.test/': answer }) });
    const { text } = await room.run(webFetch, { url: 'https://a.test/' });
    expect(text).toContain('of 5000000 characters');
    expect(text).toContain('The server sent more than can be kept');
    expect(sent).toBeLessThan(10);
  });

  it('survives pages that are nested without end', async () => {
    const html = `${'<div>'.repeat(20_000)}x`;
    await using room = await openToolRoom({ fetch: web({ 'https://a.test/': page(html, 'text/html') }) });
    expect((await room.run(webFetch, { url: 'https://a.test/' })).isError).toBe(false);
  });

  it('fetches the addresses of a prompt, each once, and names those that are too many', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `https://${name}.test/`);
    const pages = Object.fromEntries(names.map((url) => [url, page(`at ${url}`, 'text/plain')]));
    await using room = await openToolRoom({ fetch: web({ ...pages, 'https://b.test/': new Error('gone') }) });
    const prompt = `Compare (${names.join('), (')}) and https://a.test/, please.`;
    const { text, isError } = await room.run(webFetch, { prompt });
    expect(isError).toBe(false);
    expect(text).toContain('at https://a.test/');
    expect(text).toContain('WEB_FETCH_ERROR: https://b.test/ cannot be reached.');
    expect(text).toContain('Not fetched:\nhttps://f.test/');
    expect(text.match(/at https:\/\/a\.test/g)).toHaveLength(1);
  });

  it('takes the file instead of GitHub’s page of it', async () => {
    const raw = 'https://raw.githubusercontent.com/o/r/main/f.md';
    await using room = await openToolRoom({ fetch: web({ [raw]: page('file', 'text/plain') }) });
    const { text } = await room.run(webFetch, { url: 'https://github.com/o/r/blob/main/f.md' });
    expect(text).toContain('file');
  });

  const refused = new NexError('invalid_request', 'a.test may not be reached.', {
    hint: 'Use a public address.',
  });
  it.each<[string, string, object, Record<string, Answer>]>([
    ['INVALID_URL', 'tool_error', { url: 'a.test' }, {}],
    ['INVALID_URL', 'tool_error', { url: 'file:///etc/passwd' }, {}],
    ['INVALID_URL', 'tool_error', { prompt: 'get ftp://a.test/x' }, {}],
    ['NO_URLS_FOUND', 'tool_error', {}, {}],
    ['NO_URLS_FOUND', 'tool_error', { prompt: 'nothing here' }, {}],
    ['HTTP_STATUS', 'tool_error', {}, { 'https://a.test/': page('no', 'text/plain', 404) }],
    ['WEB_FETCH_ERROR', 'tool_error', {}, { 'https://a.test/': new Error('ECONNREFUSED 10.0.0.7') }],
    ['TIMEOUT', 'tool_error', {}, { 'https://a.test/': new NexError('timeout', 'a.test took too long.') }],
    ['ADDRESS_REFUSED', 'denied', {}, { 'https://a.test/': refused }],
  ])('%s (%s)', async (word, errorKind, args, pages) => {
    await using room = await openToolRoom({ fetch: web(pages) });
    const hasPage = Object.keys(pages).length > 0;
    const outcome = await room.run(webFetch, hasPage ? { url: 'https://a.test/' } : { ...args });
    expect(outcome).toMatchObject({ isError: true, errorKind });
    expect(outcome.text).toMatch(new RegExp(`^${word}: `));
    expect(outcome.text).not.toContain('10.0.0.7');
  });

  it('ends when the run is cancelled', async () => {
    const stop = new AbortController();
    const waiting: Answer = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        stop.abort();
      });
    await using room = await openToolRoom({ fetch: web({ 'https://a.test/': waiting }) });
    await expect(room.run(webFetch, { url: 'https://a.test/' }, stop.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('google_web_search', () => {
  const hits: SearchHit[] = [
    { title: 'One', url: 'https://1.test/', snippet: 'first' },
    { title: 'Two', url: 'https://2.test/', snippet: '' },
  ];

  it('lists what the engine finds', async () => {
    const asked: unknown[] = [];
    await using room = await openToolRoom({
      search: async (query, { count }) => {
        asked.push([query, count]);
        return hits;
      },
    });
    const { text } = await room.run(googleWebSearch, { query: ' cats ', num_results: 2 });
    expect(text).toBe(
      'Web search results for "cats":\n\n1. One\n   https://1.test/\n   first\n\n2. Two\n   https://2.test/',
    );
    for (const num_results of [0, -5, 1000, 2.5])
      await room.run(googleWebSearch, { query: 'q', num_results });
    await room.run(googleWebSearch, { query: 'q' });
    expect(asked).toEqual([
      ['cats', 2],
      ['q', 1],
      ['q', 1],
      ['q', 100],
      ['q', 2],
      ['q', 10],
    ]);
  });

  it('tells that there is no result, no engine, or that the engine fails', async () => {
    await using empty = await openToolRoom({ search: async () => [] });
    expect((await empty.run(googleWebSearch, { query: 'q' })).text).toBe('No results found for "q".');
    await using none = await openToolRoom();
    expect(await none.run(googleWebSearch, { query: 'q' })).toMatchObject({
      errorKind: 'infrastructure',
      text: expect.stringMatching(/^SEARCH_NOT_CONFIGURED: No search engine is configured/),
    });
    for (const [thrown, why] of [
      [new NexError('unavailable', 'It is down.'), 'It is down.'],
      [new Error('key=secret'), 'The search engine did not answer.'],
    ] as const) {
      await using failing = await openToolRoom({ search: () => Promise.reject(thrown) });
      expect(await failing.run(googleWebSearch, { query: 'q' })).toMatchObject({
        errorKind: 'infrastructure',
        text: `SEARCH_FAILED: ${why}`,
      });
    }
  });
});
