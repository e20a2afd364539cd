import { textOf } from '@nex/core';
import { describe, expect, it, vi } from 'vitest';
import { createHttpTool, type HttpToolOptions } from './create-http-tool.ts';
import { readLines } from './read-lines.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };
const context = (signal = new AbortController().signal) => ({ signal, callId: 'call_1' });

function toolWith(fetch: HttpToolOptions['fetch'], more: Partial<HttpToolOptions> = {}) {
  const options: HttpToolOptions = { fetch, toolName: 'tool', formatter: 'markdown', ...more };
  return createHttpTool({ kind: 'http', url: 'https://tools.example/run' }, options);
}

it('posts the arguments and the id of the call', async () => {
  const fetch = vi.fn<HttpToolOptions['fetch']>(async () => Response.json({ content: 'done' }));
  const outcome = await toolWith(fetch, { headers: { authorization: 'Bearer x' } })({ a: 1 }, context());
  expect(textOf(outcome)).toBe('done');
  const [url, request] = fetch.mock.calls[0] ?? [];
  expect(url).toBe('https://tools.example/run');
  expect(request).toMatchObject({
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    body: '{"arguments":{"a":1},"call_id":"call_1"}',
  });
});

describe('answers', () => {
  it.each<[string, () => Response, object, string]>([
    ['text', () => new Response('plain {'), { isError: false }, 'plain {'],
    ['a list', () => Response.json([1, 'v']), { isError: false }, '[1,"v"]'],
    [
      'an error in JSON',
      () => Response.json({ error: 'no' }),
      { isError: true, errorKind: 'tool_error' },
      'no',
    ],
    [
      'a status',
      () => new Response('why', { status: 422 }),
      { isError: true, errorKind: 'tool_error' },
      'status 422.\nwhy',
    ],
    [
      'broken JSON',
      () => new Response('{', { headers: json }),
      { isError: true, errorKind: 'tool_error' },
      'cannot be read',
    ],
    [
      'too much',
      () => new Response('x'.repeat(101)),
      { isError: true, errorKind: 'tool_error' },
      'larger than 100 bytes',
    ],
  ])('%s', async (_, answer, outcome, text) => {
    const result = await toolWith(async () => answer(), { maxBytes: 100 })({}, context());
    expect(result).toMatchObject(outcome);
    expect(textOf(result)).toContain(text);
  });

  it('tells no detail of an address that cannot be reached', async () => {
    const outcome = await toolWith(() => Promise.reject(new Error('ECONNREFUSED 10.0.0.1')))({}, context());
    expect(outcome).toMatchObject({ isError: true, errorKind: 'infrastructure' });
    expect(textOf(outcome)).not.toContain('10.0.0.1');
  });
});

const waits: HttpToolOptions['fetch'] = (_, init) =>
  new Promise((_resolve, reject) =>
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
  );

it('ends at its timeout', async () => {
  const outcome = await toolWith(waits, { timeoutMs: 5 })({}, context());
  expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
  expect(textOf(outcome)).toContain('limit of 0.005 s');
});

it('throws when the signal aborts', async () => {
  const controller = new AbortController();
  const call = toolWith(waits)({}, context(controller.signal));
  controller.abort(new Error('stop'));
  await expect(call).rejects.toThrow('stop');
});

describe('readLines', () => {
  it('joins chunks and splits at line feeds only', async () => {
    async function* chunks() {
      yield Buffer.from('a\u2028b\r\n\nc');
      yield Buffer.from('d\ne');
    }
    const lines: string[] = [];
    for await (const line of readLines(chunks())) lines.push(line);
    expect(lines).toEqual(['a\u2028b\r', '', 'cd', 'e']);
  });

  it('refuses a line that is too long', async () => {
    async function* chunks() {
      yield Buffer.from('12345');
      yield Buffer.from('67890');
    }
    const read = async () => {
      for await (const line of readLines(chunks(), 8)) expect(line).toBe('');
    };
    await expect(read()).rejects.toMatchObject({ code: 'too_large' });
  });
});
