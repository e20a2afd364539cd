import { type Code, type Model, type ModelDelta, type ModelReply, NexError } from '@nex/core';
import { expect, test } from 'vitest';
import { REQUEST, scriptedModel, textReply } from '../__fixtures__/scripted-model.ts';
import { createCircuitBreaker } from '../failover/circuit-breaker.ts';
import { withFailover } from './with-failover.ts';

const { signal } = new AbortController();
const failure = (code: Code, upstreamStatus?: number) =>
  new NexError(code, code, upstreamStatus === undefined ? {} : { upstreamStatus });
type Steps = Parameters<typeof scriptedModel>[0];
const server = (provider: string, steps: Steps) => Object.assign(scriptedModel(steps), { provider });
const outcomeOf = (call: Promise<ModelReply>) =>
  call.then(
    ({ model, provider }) => ({ model, provider }),
    (thrown: NexError) => thrown.code,
  );

const MINUTE = { recoveryTimeoutMs: 60_000 };

test.each<[string, Steps, Steps, unknown, [number, number]]>([
  ['a good answer', [textReply('yes')], [], { model: 'scripted-1', provider: undefined }, [1, 0]],
  [
    'status 503',
    [failure('model_overloaded', 503)],
    [textReply('b')],
    { model: 'scripted-1', provider: 'b.test' },
    [1, 1],
  ],
  [
    'no answer at all',
    [failure('model_unreachable')],
    [textReply('b')],
    { model: 'scripted-1', provider: 'b.test' },
    [1, 1],
  ],
  ['a refusal', [failure('model_rejected', 400)], [textReply('b')], 'model_rejected', [1, 0]],
  [
    'a pace limit, which is no trigger',
    [failure('model_overloaded', 429)],
    [textReply('b')],
    'model_overloaded',
    [1, 0],
  ],
  [
    'both fail: the last failure',
    [failure('model_overloaded', 500)],
    [failure('model_rejected', 401)],
    'model_rejected',
    [1, 1],
  ],
])('%s', async (_name, first, second, expected, requests) => {
  const [a, b] = [server('a.test', first), server('b.test', second)];
  const model = withFailover(a, [b]);
  expect(await outcomeOf(model.call(REQUEST, { signal }))).toEqual(expected);
  expect([a.requests.length, b.requests.length]).toEqual(requests);
});

test('a trigger of its own', async () => {
  const trigger = { statusCodes: [429], codes: ['context_overflow'] as const };
  for (const [error, calls] of [
    [failure('model_overloaded', 429), 1],
    [failure('context_overflow', 400), 1],
    [failure('model_overloaded', 500), 0],
  ] as const) {
    const b = server('b.test', [textReply('b')]);
    await outcomeOf(withFailover(server('a.test', [error]), [b], { trigger }).call(REQUEST, { signal }));
    expect(b.requests).toHaveLength(calls);
  }
});

test('a fallback that refuses leads to the next one', async () => {
  const c = server('c.test', [textReply('c')]);
  const model = withFailover(server('a.test', [failure('model_overloaded', 500)]), [
    server('b.test', [failure('model_rejected', 401)]),
    c,
  ]);
  await expect(model.call(REQUEST, { signal })).resolves.toMatchObject({ provider: 'c.test' });
});

test('what was shown of a broken answer is void', async () => {
  const cut: Model = {
    ...server('a.test', []),
    call: async (_request, { onDelta }) => {
      onDelta?.({ type: 'text', delta: 'ye' });
      throw failure('model_unreachable');
    },
  };
  const silent = server('b.test', [failure('model_unreachable')]);
  const good: Model = {
    ...server('c.test', []),
    call: async (_request, { onDelta }) => {
      onDelta?.({ type: 'text', delta: 'yes' });
      return textReply('yes');
    },
  };
  const deltas: ModelDelta[] = [];
  await withFailover(cut, [silent, good]).call(REQUEST, {
    signal,
    onDelta: (delta) => void deltas.push(delta),
  });
  expect(deltas).toEqual([
    { type: 'text', delta: 'ye' },
    { type: 'restart' },
    { type: 'text', delta: 'yes' },
  ]);
});

test('a server that fails is left alone until the time is over, then probed once', async () => {
  let now = 0;
  const down = failure('model_overloaded', 500);
  const a = server('a.test', [down, down, down, textReply('a'), textReply('a')]);
  const b = server(
    'b.test',
    Array.from({ length: 9 }, () => textReply('b')),
  );
  const breaker = createCircuitBreaker({ ...MINUTE, failureThreshold: 3, clock: () => now });
  const calls = async (count: number) => {
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < count; i += 1) {
      // Two wrappings of one server share what they learn.
      const reply = await withFailover({ model: a, breaker }, [b]).call(REQUEST, { signal });
      seen.push(reply.provider);
    }
    return seen;
  };
  expect(await calls(5)).toEqual(['b.test', 'b.test', 'b.test', 'b.test', 'b.test']);
  expect([a.requests.length, breaker.state]).toEqual([3, 'open']);
  now = 60_000;
  expect(await calls(2)).toEqual([undefined, undefined]);
  expect([a.requests.length, breaker.state]).toEqual([5, 'closed']);
});

test('when every server rests, nobody is asked and the wait is named', async () => {
  let now = 0;
  const breaker = { failureThreshold: 1, recoveryTimeoutMs: 60_000, clock: () => now };
  const a = server('a.test', [failure('model_overloaded', 500)]);
  const b = server('b.test', [failure('model_overloaded', 502)]);
  const model = withFailover(a, [b], { breaker });
  await expect(model.call(REQUEST, { signal })).rejects.toMatchObject({ upstreamStatus: 502 });
  now = 20_000;
  await expect(model.call(REQUEST, { signal })).rejects.toMatchObject({
    code: 'model_overloaded',
    retryAfterMs: 40_000,
  });
  expect([a.requests.length, b.requests.length]).toEqual([1, 1]);
});

test('an abort asks nobody else and says nothing of the server', async () => {
  const abort = new AbortController();
  const a = server('a.test', [
    async () => {
      abort.abort();
      throw failure('model_unreachable');
    },
  ]);
  const b = server('b.test', [textReply('b')]);
  const breaker = createCircuitBreaker({ failureThreshold: 1 });
  const call = withFailover({ model: a, breaker }, [b]).call(REQUEST, { signal: abort.signal });
  await expect(call).rejects.toMatchObject({ code: 'model_unreachable' });
  expect([b.requests.length, breaker.state]).toEqual([0, 'closed']);
});
