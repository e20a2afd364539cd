import type { ModelReply } from '@nex/core';
import { expect, test } from 'vitest';
import { REQUEST, scriptedModel, textReply } from '../__fixtures__/scripted-model.ts';
import { createConcurrencyLimit, withConcurrency } from './with-concurrency.ts';

function held() {
  const open: (() => void)[] = [];
  const step = () => new Promise<ModelReply>((resolve) => open.push(() => resolve(textReply('yes'))));
  return { open, step };
}

test('holds over all models that share the limit, and admits in order', async () => {
  const { open, step } = held();
  const limit = createConcurrencyLimit(2);
  const one = scriptedModel([step, step, step]);
  const two = scriptedModel([step]);
  const [a, b] = [withConcurrency(one, limit), withConcurrency(two, limit)];
  const { signal } = new AbortController();
  const calls = [a.call(REQUEST, { signal }), b.call(REQUEST, { signal }), a.call(REQUEST, { signal })];
  await Promise.resolve();
  expect([one.requests.length, two.requests.length]).toEqual([1, 1]);
  open[0]?.();
  await calls[0];
  expect(one.requests).toHaveLength(2);
  open[1]?.();
  open[2]?.();
  await Promise.all(calls);
});

test('who stops waiting takes no place', async () => {
  const { open, step } = held();
  const base = scriptedModel([step, step]);
  const model = withConcurrency(base, 1);
  const abort = new AbortController();
  const first = model.call(REQUEST, { signal: new AbortController().signal });
  const second = model.call(REQUEST, { signal: abort.signal });
  const third = model.call(REQUEST, { signal: new AbortController().signal });
  abort.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  open[0]?.();
  await first;
  open[1]?.();
  await expect(third).resolves.toEqual(textReply('yes'));
  await expect(model.call(REQUEST, { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(base.requests).toHaveLength(2);
});
