import { type Code, type ModelDelta, type ModelRetry, NexError } from '@nex/core';
import { expect, test } from 'vitest';
import { REQUEST, scriptedModel, textReply } from '../__fixtures__/scripted-model.ts';
import { delayMs, isRetryable, withRetry } from './with-retry.ts';

const { signal } = new AbortController();
const failure = (code: Code, retryAfterMs?: number) =>
  new NexError(code, code, retryAfterMs === undefined ? {} : { retryAfterMs });

function recordedSleep() {
  const waits: number[] = [];
  return { waits, sleep: async (ms: number) => void waits.push(ms) };
}

test.each([
  [failure('model_unreachable'), true],
  [failure('model_overloaded'), true],
  [failure('timeout'), true],
  [failure('model_rejected'), false],
  [failure('model_bad_output'), false],
  [failure('context_overflow'), false],
  [failure('cancelled'), false],
  [new Error('foreign'), false],
  ['text', false],
])('isRetryable(%s) is %s', (error, expected) => {
  expect(isRetryable(error)).toBe(expected);
});

test.each([
  [1, undefined, 0, 250],
  [1, undefined, 1, 500],
  [3, undefined, 1, 2000],
  [20, undefined, 1, 30_000],
  [1, 7000, 0, 7000],
  [4, 100, 1, 4000],
  [1, 86_400_000, 0, 120_000],
])('delayMs(%i, %s) with chance %d is %i', (attempt, retryAfter, random, expected) => {
  const options = { baseDelayMs: 500, maxDelayMs: 30_000, maxRetryAfterMs: 120_000, random: () => random };
  expect(delayMs(attempt, retryAfter, options)).toBe(expected);
});

test.each<[string, (NexError | string)[], number, number[]]>([
  ['a good answer', ['yes'], 1, []],
  ['a slow-down, then an answer', [failure('model_overloaded', 3000), 'yes'], 2, [3000]],
  [
    'two faults, then an answer',
    [failure('model_unreachable'), failure('model_overloaded'), 'yes'],
    3,
    [500, 1000],
  ],
  ['a refusal', [failure('model_rejected')], 1, []],
  ['faults without end', Array.from({ length: 9 }, () => failure('model_unreachable')), 4, [500, 1000, 2000]],
])('%s', async (_name, script, calls, expectedWaits) => {
  const base = scriptedModel(script.map((step) => (typeof step === 'string' ? textReply(step) : step)));
  const { waits, sleep } = recordedSleep();
  const model = withRetry(base, { random: () => 1, sleep });
  const outcome = await model.call(REQUEST, { signal }).then(
    (reply) => reply.message,
    (thrown: unknown) => thrown,
  );
  const last = script[calls - 1];
  expect(outcome).toEqual(typeof last === 'string' ? textReply(last).message : last);
  expect(base.requests).toHaveLength(calls);
  expect(waits).toEqual(expectedWaits);
});

test('each try to come is told of, with the wait before it', async () => {
  const base = scriptedModel([
    failure('model_overloaded', 3000),
    failure('model_unreachable'),
    textReply('yes'),
  ]);
  const { sleep } = recordedSleep();
  const told: ModelRetry[] = [];
  const model = withRetry(base, { random: () => 1, sleep });
  await model.call(REQUEST, { signal, onRetry: (retry) => void told.push(retry) });
  expect(told).toEqual([
    { attempt: 1, maxAttempts: 4, delayMs: 3000, code: 'model_overloaded' },
    { attempt: 2, maxAttempts: 4, delayMs: 1000, code: 'model_unreachable' },
  ]);
});

test('a last failure is told to nobody', async () => {
  const told: ModelRetry[] = [];
  const model = withRetry(scriptedModel([failure('model_rejected')]));
  const call = model.call(REQUEST, { signal, onRetry: (retry) => void told.push(retry) });
  await expect(call).rejects.toMatchObject({ code: 'model_rejected' });
  expect(told).toEqual([]);
});

test('an abort ends the wait at once, with its reason, and no further call is made', async () => {
  const abort = new AbortController();
  const base = scriptedModel([
    async () => {
      setImmediate(() => abort.abort(new NexError('timeout', 'The run is over.')));
      throw failure('model_overloaded', 60_000);
    },
  ]);
  const calling = withRetry(base).call(REQUEST, { signal: abort.signal });
  await expect(calling).rejects.toMatchObject({ code: 'timeout', message: 'The run is over.' });
  expect(base.requests).toHaveLength(1);
});

test('what was shown of a broken answer is void', async () => {
  const base = scriptedModel([
    async ({ onDelta }) => {
      onDelta?.({ type: 'text', delta: 'ye' });
      throw failure('model_unreachable');
    },
    failure('model_unreachable'),
    async ({ onDelta }) => {
      onDelta?.({ type: 'text', delta: 'yes' });
      return textReply('yes');
    },
  ]);
  const deltas: ModelDelta[] = [];
  const { sleep } = recordedSleep();
  await withRetry(base, { sleep }).call(REQUEST, { signal, onDelta: (delta) => void deltas.push(delta) });
  expect(deltas).toEqual([
    { type: 'text', delta: 'ye' },
    { type: 'restart' },
    { type: 'text', delta: 'yes' },
  ]);
});
