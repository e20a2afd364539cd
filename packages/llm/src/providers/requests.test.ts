/** How every provider asks, whatever its wire. */
import { type Message, textMessage, toolCallsOf } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlayedAnswer, playedPool } from '../__fixtures__/played-pool.ts';
import {
  APIS,
  CASES,
  KEY,
  playedModel,
  REQUEST,
  resultOf,
  stream,
  TOOLS,
  whole,
} from '../__fixtures__/provider-cases.ts';
import { PROVIDERS } from './index.ts';
import type { ProviderOptions } from './provider-options.ts';

const { signal } = new AbortController();

describe.each(APIS)('%s', (api) => {
  const wire = CASES[api];
  const setUp = (answers: PlayedAnswer[], options: Partial<ProviderOptions> = {}) =>
    playedModel(api, answers, options);

  test('the key is in its header and nowhere else', async () => {
    const { model, requests } = setUp([whole(api, 'text'), stream(api, 'text')], {
      headers: { 'x-team': 'data' },
    });
    await model.call(REQUEST, { signal });
    await model.call(REQUEST, { signal, onDelta: () => {} });
    const [header, value] = wire.auth;
    expect(requests[0]).toMatchObject({ path: wire.path, headers: { [header]: value, 'x-team': 'data' } });
    for (const { path, headers, body } of requests) {
      expect(path + body).not.toContain(KEY);
      expect(Object.values(headers).filter((one) => one.includes(KEY))).toHaveLength(1);
    }
  });

  test('a turn extends the conversation of the turn before, and arguments keep their bytes', async () => {
    const { model, requests } = setUp([whole(api, 'tool-call')], {
      settings: { dropParameters: ['cache_control'] },
    });
    const messages: Message[] = [textMessage('system', 'Be short.'), textMessage('user', 'Weather?')];
    const { message } = await model.call({ messages, tools: TOOLS }, { signal });
    const [call] = toolCallsOf(message);
    const result = resultOf(call?.id ?? '', 'forecast', 'sun');
    await model.call({ messages: [...messages, message, result], tools: TOOLS }, { signal });
    const [before = '', after = ''] = requests.map(({ body }) => body);
    expect(before).toMatch(/\]\}$/);
    expect(after.startsWith(before.slice(0, -2))).toBe(true);
    expect(after).toContain(wire.args);
    expect(after).toContain('sun');
    if (call?.signature) expect(after).toContain(call.signature);
  });

  test('the body of each turn begins with the body of the turn before', async () => {
    const settings = { dropParameters: ['cache_control'] };
    await fc.assert(
      fc.asyncProperty(fc.array(TURN, { minLength: 2, maxLength: 5 }), async (turns) => {
        const { model, requests } = setUp([whole(api, 'text')], { settings });
        for (let count = 1; count <= turns.length; count += 1) {
          await model.call({ messages: conversation(turns.slice(0, count)), tools: TOOLS }, { signal });
        }
        const bodies = requests.map(({ body }) => body);
        bodies
          .slice(1)
          .forEach((body, at) => expect(body.startsWith((bodies[at] ?? '?').slice(0, -2))).toBe(true));
        expect(() => bodies.map((body) => JSON.parse(body) as unknown)).not.toThrow();
      }),
      { numRuns: 30 },
    );
  });

  test.each(APIS)('a conversation that began at %s goes on here', async (other) => {
    const answers = ['reasoning', 'parallel-calls'].map((name) => whole(other, name));
    const there = playedPool(answers);
    const began = PROVIDERS[other]({ baseUrl: there.baseUrl, pool: there.pool, model: 'other' });
    const user = textMessage('user', 'go on');
    const first = (await began.call(REQUEST, { signal })).message;
    const second = (await began.call(REQUEST, { signal })).message;
    const results = toolCallsOf(second).map(({ id, name }) => resultOf(id, name, `result of ${id}`));
    const { model, requests, bodies } = setUp([whole(api, 'text')]);
    await model.call({ messages: [user, first, user, second, ...results, user] }, { signal });
    const [sent = ''] = requests.map(({ body }) => body);
    for (const text of ['Hello.', 'I look at both.', 'a.txt', 'list_files']) expect(sent).toContain(text);
    for (const { id } of toolCallsOf(second)) expect(sent).toContain(`result of ${id}`);
    expect(bodies()).toHaveLength(1);
  });

  test('further fields go through, dropped ones do not', async () => {
    const settings = { dropParameters: ['temperature', 'secret_field'] };
    const extra = {
      custom_field: { a: 1 },
      secret_field: 1,
      extra_body: { deep: true },
      extra_headers: { 'x-a': 'b' },
    };
    const { model, bodies, requests } = setUp([whole(api, 'text')], {
      settings,
      extra,
      defaultSampling: { temperature: 0.3 },
    });
    await model.call({ ...REQUEST, sampling: { temperature: 0.9 }, extra: { own_field: 'x' } }, { signal });
    const [body] = bodies();
    expect(body).toMatchObject({ custom_field: { a: 1 }, deep: true, own_field: 'x' });
    for (const name of ['secret_field', 'extra_body', 'extra_headers']) expect(body).not.toHaveProperty(name);
    expect(body).not.toHaveProperty(wire.temperature);
    expect(requests[0]?.headers).toMatchObject({ 'x-a': 'b' });
  });

  test("the session goes along in the wire's words, unless the file drops it or says it itself", async () => {
    const fields = wire.session ?? {};
    const named = async (options: Partial<ProviderOptions>) => {
      const { model, bodies } = setUp([whole(api, 'text')], { sessionId: 'run_1', ...options });
      await model.call(REQUEST, { signal });
      const known = Object.keys(fields);
      return Object.fromEntries(Object.entries(bodies()[0] ?? {}).filter(([key]) => known.includes(key)));
    };
    expect(await named({})).toEqual(fields);
    expect(await named({ settings: { dropParameters: Object.keys(fields) } })).toEqual({});
    const own = Object.fromEntries(Object.keys(fields).map((key) => [key, 'mine']));
    expect(await named({ extra: own })).toEqual(own);
  });

  test('what the file says about calls stays out of a request without tools', async () => {
    const extra = { tool_choice: 'auto', toolConfig: { functionCallingConfig: { mode: 'ANY' } } };
    const { model, bodies } = setUp([whole(api, 'text')], { extra });
    await model.call(REQUEST, { signal });
    await model.call({ ...REQUEST, sampling: { temperature: 0 } }, { signal });
    await model.call({ ...REQUEST, tools: TOOLS }, { signal });
    const said = bodies().map((body) => 'tool_choice' in body || 'toolConfig' in body);
    expect(said).toEqual([false, false, true]);
  });

  // Anthropic's own field is one that its imitators know.
  if (api.startsWith('openai'))
    test('a server that does not know the session is asked without, from then on', async () => {
      const [name = ''] = Object.keys(wire.session ?? {});
      const refusal = { body: `{"detail":"${name}: Extra inputs are not permitted"}`, status: 422 };
      const { model, bodies } = setUp([refusal, whole(api, 'text')], { sessionId: 'run_1' });
      await model.call(REQUEST, { signal });
      await model.call(REQUEST, { signal });
      expect(bodies().map((body) => name in body)).toEqual([true, false, false]);
    });

  test("the request's sampling wins over the default, and no field over the conversation", async () => {
    const extra = { [wire.conversation]: [], tools: [], model: 'other' };
    const { model, bodies, requests } = setUp([whole(api, 'text')], {
      extra,
      defaultSampling: { temperature: 0.3, topP: 0.5 },
    });
    await model.call({ ...REQUEST, sampling: { temperature: 0.9 } }, { signal });
    await model.call(REQUEST, { signal });
    const [first, second] = bodies();
    expect(first).toHaveProperty(wire.temperature, 0.9);
    expect(second).toHaveProperty(wire.temperature, 0.3);
    expect(first?.[wire.conversation]).toHaveLength(1);
    expect(first).not.toHaveProperty('tools');
    expect(`${requests[0]?.path} ${requests[0]?.body}`).not.toContain('other');
  });

  test('what the request says wins over what the agent file adds', async () => {
    const { model, bodies } = setUp([whole(api, 'text')], { extra: { temperature: 1, custom_field: 1 } });
    await model.call({ ...REQUEST, sampling: { temperature: 0.2 }, extra: { custom_field: 2 } }, { signal });
    expect(bodies()[0]).toHaveProperty(wire.temperature, 0.2);
    expect(bodies()[0]).toHaveProperty('custom_field', 2);
  });
  test('an image of the user and of a tool reach the server', async () => {
    const { model, requests } = setUp([whole(api, 'text')]);
    const image = { type: 'image' as const, url: 'data:image/gif;base64,R0lGOD' };
    const messages: Message[] = [
      { role: 'user', content: [{ type: 'text', text: 'see' }, image] },
      {
        role: 'assistant',
        content: [{ type: 'tool_call', id: 'c1', name: 'forecast', argumentsText: '{}', arguments: {} }],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool_result', toolCallId: 'c1', toolName: 'forecast', content: [image], isError: false },
        ],
      },
    ];
    await model.call({ messages }, { signal });
    expect(requests[0]?.body.split('R0lGOD')).toHaveLength(3);
  });
});

/** What is said in a turn, and the texts of its calls' arguments. */
const TURN = fc.record({
  asked: fc.string({ minLength: 1 }),
  said: fc.string(),
  args: fc.array(
    fc.oneof(
      fc.string(),
      fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
    ),
    {
      maxLength: 3,
    },
  ),
});
type Turn = typeof TURN extends fc.Arbitrary<infer T> ? T : never;

/** The same turns are the same message objects. */
const messagesOf = new WeakMap<Turn, Message[]>();

function conversation(turns: readonly Turn[]): Message[] {
  return turns.flatMap((turn, at) => {
    const known = messagesOf.get(turn);
    if (known) return known;
    const calls = turn.args.map((argumentsText, call) => ({
      type: 'tool_call' as const,
      id: `call_${at}_${call}`,
      name: 'forecast',
      argumentsText,
    }));
    const made: Message[] = [
      textMessage('user', turn.asked),
      { role: 'assistant', content: [{ type: 'text', text: turn.said }, ...calls] },
      ...calls.map(({ id, name }) => resultOf(id, name, turn.asked)),
    ];
    messagesOf.set(turn, made);
    return made;
  });
}
