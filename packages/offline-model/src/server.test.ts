import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realTools } from './__fixtures__/chat.ts';
import { type OfflineModel, startOfflineModel } from './index.ts';

let model: OfflineModel;
beforeAll(async () => {
  model = await startOfflineModel();
});
afterAll(() => model.close());

const TOOLS = realTools('calc__math', 'calc__convert').map((one) => ({ type: 'function', function: one }));
const ASK = {
  model: 'm',
  messages: [{ role: 'user', content: 'Work out 12% of 480 and convert 5 miles to kilometres.' }],
  tools: TOOLS,
};

function post(body: object, path = '/chat/completions', url = model.url): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const admin = (body: object) => post(body, '/admin/misbehave', model.url.replace(/\/v1$/, ''));

type Call = { id: string; index?: number; type: string; function: { name: string; arguments: string } };
type Message = { role: string; content: string | null; tool_calls?: Call[] };
type Body = {
  id: string;
  system_fingerprint: string;
  choices: { message: Message; finish_reason: string }[];
  usage: Record<string, number>;
  error: { message: string; type: string; param: string | null; code: string | null };
};

async function chat(body: object): Promise<Body> {
  return (await (await post(body)).json()) as Body;
}

function joined(lines: string) {
  const events = lines
    .split('\n\n')
    .filter(Boolean)
    .map((line) => line.replace(/^data: /, ''));
  expect(events.at(-1)).toBe('[DONE]');
  let content = '';
  const calls: { id: string; name: string; arguments: string }[] = [];
  let usage: unknown;
  let finish: string | undefined;
  for (const event of events.slice(0, -1)) {
    const chunk = JSON.parse(event);
    usage = chunk.usage ?? usage;
    const choice = chunk.choices[0];
    if (!choice) continue;
    finish = choice.finish_reason ?? finish;
    content += choice.delta.content ?? '';
    for (const call of choice.delta.tool_calls ?? []) {
      const known = (calls[call.index] ??= { id: call.id, name: call.function.name, arguments: '' });
      known.arguments += call.function.arguments ?? '';
    }
  }
  return { content, calls, usage, finish };
}

describe('chat completions', () => {
  it('answers with parallel tool calls and usage', async () => {
    const body = await chat(ASK);
    const choice = body.choices[0];
    expect(body.system_fingerprint).toBe('offline-rules');
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(choice?.message.tool_calls?.map((call) => call.function.name)).toEqual([
      'calc__math',
      'calc__convert',
    ]);
    for (const call of choice?.message.tool_calls ?? []) {
      expect(call.id).toMatch(/^call_[0-9a-f]{8}$/);
      expect(() => JSON.parse(call.function.arguments)).not.toThrow();
    }
    expect(body.usage.prompt_tokens).toBeGreaterThan(100);
    expect(body.usage.total_tokens).toBe(
      (body.usage.prompt_tokens ?? 0) + (body.usage.completion_tokens ?? 0),
    );
  });

  it.each([
    ['calls', ASK],
    ['text', { messages: [{ role: 'user', content: 'Hello there, who are you?' }] }],
  ])('streams the same %s it sends whole', async (_, ask) => {
    const whole = await chat(ask);
    const streamed = joined(
      await (await post({ ...ask, stream: true, stream_options: { include_usage: true } })).text(),
    );
    const message = whole.choices[0]?.message;
    expect(streamed.content).toBe(message?.content ?? '');
    expect(streamed.calls).toEqual(
      (message?.tool_calls ?? []).map((call) => ({
        id: call.id,
        name: call.function.name,
        arguments: call.function.arguments,
      })),
    );
    expect(streamed.usage).toEqual(whole.usage);
    expect(streamed.finish).toBe(whole.choices[0]?.finish_reason);
  });

  it('gives equal bytes for equal requests and others for another seed', async () => {
    const [one, two] = await Promise.all([post(ASK), post(ASK)].map(async (sent) => (await sent).text()));
    expect(one).toBe(two);
    await using other = await startOfflineModel({ seed: 8 });
    expect(await (await post(ASK, '/chat/completions', other.url)).text()).not.toBe(one);
    expect(await (await post({ ...ASK, seed: 99 })).text()).not.toBe(one);
  });

  it('obeys tool_choice', async () => {
    expect((await chat({ ...ASK, tool_choice: 'none' })).choices[0]?.message.tool_calls).toBeUndefined();
    const named = await chat({
      ...ASK,
      tool_choice: { type: 'function', function: { name: 'calc__convert' } },
    });
    expect(named.choices[0]?.message.tool_calls?.map((call) => call.function.name)).toEqual([
      'calc__convert',
    ]);
    const required = await chat({
      ...ASK,
      messages: [{ role: 'user', content: 'Hello!' }],
      tool_choice: 'required',
    });
    expect(required.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('cuts at max_tokens', async () => {
    const body = await chat({ ...ASK, max_tokens: 4 });
    expect(body.choices[0]?.finish_reason).toBe('length');
    expect(body.usage.completion_tokens).toBeLessThanOrEqual(4);
  });

  it('answers in JSON when asked', async () => {
    const plain = await chat({
      messages: [{ role: 'user', content: 'Give me JSON.' }],
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(plain.choices[0]?.message.content ?? '')).toBeTypeOf('object');
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
    const shaped = await chat({
      messages: [{ role: 'user', content: 'Judge.' }],
      response_format: { type: 'json_schema', json_schema: { name: 'judgement', schema } },
    });
    expect(JSON.parse(shaped.choices[0]?.message.content ?? '')).toEqual({ ok: true });
  });

  it.each([
    ['no messages', { messages: [] }, 'messages'],
    ['a role that does not exist', { messages: [{ role: 'king', content: 'x' }] }, 'messages.0.role'],
    ['tools that are no tools', { messages: [{ role: 'user', content: 'x' }], tools: [{}] }, 'tools.0.type'],
  ])('refuses %s', async (_, body, param) => {
    const sent = await post(body);
    const { error } = (await sent.json()) as Body;
    expect(sent.status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', param, code: 'invalid_value' });
  });

  it('lists its model and its health, and refuses other addresses', async () => {
    expect(await (await fetch(`${model.url}/models`)).json()).toMatchObject({
      object: 'list',
      data: [{ id: 'nex-offline-1' }],
    });
    expect(await (await fetch(model.url.replace('/v1', '/healthz'))).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${model.url}/nothing`)).status).toBe(404);
  });
});

describe('misbehaviour', () => {
  beforeEach(() => admin({}));
  const always = (kind: string, more: object = {}) => admin({ rules: [{ kind, always: true, ...more }] });

  it('rate_limit', async () => {
    await always('rate_limit', { retryAfterSeconds: 3 });
    const sent = await post(ASK);
    expect([sent.status, sent.headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('server_error', async () => {
    await always('server_error');
    expect((await post(ASK)).status).toBe(500);
  });

  it('disconnect, whole and in the middle of a stream', async () => {
    await always('disconnect');
    await expect(post(ASK)).rejects.toThrow();
    const sent = await post({ ...ASK, stream: true });
    await expect(sent.text()).rejects.toThrow();
  });

  it.each([
    [
      'malformed_arguments',
      (body: Body) =>
        expect(() =>
          JSON.parse(body.choices[0]?.message.tool_calls?.[0]?.function.arguments ?? '{}'),
        ).toThrow(),
    ],
    [
      'unknown_tool',
      (body: Body) => expect(body.choices[0]?.message.tool_calls?.[0]?.function.name).toBe('imaginary__tool'),
    ],
    ['truncate', (body: Body) => expect(body.choices[0]?.finish_reason).toBe('length')],
    ['empty', (body: Body) => expect(body.choices[0]?.message).toMatchObject({ content: '' })],
    ['nonsense', (body: Body) => expect(body.choices[0]?.message.content).toContain('lighthouse')],
  ] as const)('%s', async (kind, check) => {
    await always(kind);
    check(await chat(ASK));
  });

  it('strikes the first n, every n-th, and only what matches', async () => {
    const statuses = async (count: number, body: object = ASK) => {
      const all: number[] = [];
      for (let at = 0; at < count; at += 1) all.push((await post(body)).status);
      return all;
    };
    await admin({ rules: [{ kind: 'server_error', first: 2 }] });
    expect(await statuses(4)).toEqual([500, 500, 200, 200]);
    await admin({ rules: [{ kind: 'server_error', everyNth: 2 }] });
    expect(await statuses(4)).toEqual([200, 500, 200, 500]);
    await admin({ rules: [{ kind: 'server_error', always: true, match: 'miles' }] });
    expect(await statuses(1)).toEqual([500]);
    expect(await statuses(1, { messages: [{ role: 'user', content: 'Hello' }] })).toEqual([200]);
  });

  it('waits as long as told, and refuses a configuration it does not know', async () => {
    await admin({ latencyMs: 60 });
    const before = performance.now();
    await post(ASK);
    expect(performance.now() - before).toBeGreaterThan(50);
    expect((await admin({ rules: [{ kind: 'sulk' }] })).status).toBe(400);
  });
});
