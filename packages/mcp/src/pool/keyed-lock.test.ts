import { expect, test } from 'vitest';
import { KeyedLock } from './keyed-lock.ts';
import { SlotRack } from './slot-rack.ts';

const never = new AbortController().signal;

test('one key: first come, first served; another key does not wait', async () => {
  const lock = new KeyedLock();
  const order: string[] = [];
  const first = await lock.acquire('a', never);
  const later = ['one', 'two'].map(async (name) => {
    using _turn = await lock.acquire('a', never);
    order.push(name);
  });
  using _other = await lock.acquire('b', never);
  expect(order).toEqual([]);
  first[Symbol.dispose]();
  await Promise.all(later);
  expect(order).toEqual(['one', 'two']);
});

test('who gives up waiting does not let the next one in early, nor keeps it out', async () => {
  const lock = new KeyedLock();
  const first = await lock.acquire('a', never);
  const abort = new AbortController();
  const quitter = lock.acquire('a', abort.signal);
  const next = lock.acquire('a', never);
  abort.abort(new Error('gave up'));
  await expect(quitter).rejects.toThrow('gave up');
  let entered = false;
  void next.then(() => {
    entered = true;
  });
  await Promise.resolve();
  expect(entered).toBe(false);
  first[Symbol.dispose]();
  (await next)[Symbol.dispose]();
});

test('a rack makes no second place while the first is given back soon, and passes it on in order', async () => {
  const made: number[] = [];
  const rack = new SlotRack(2, async (index) => made.push(index));
  const slot = await rack.take(never);
  const abort = new AbortController();
  const [quitter, next] = [rack.take(abort.signal), rack.take(never)];
  abort.abort(new Error('gave up'));
  await expect(quitter).rejects.toThrow('gave up');
  rack.give(slot);
  expect(await next).toBe(slot);
  expect(made).toEqual([0]);
});

test('a rack makes a second place for who waits long, and no third', async () => {
  const rack = new SlotRack(2, async (index) => index);
  expect([await rack.take(never), await rack.take(never)]).toEqual([0, 1]);
  const third = rack.take(never);
  rack.give(0);
  expect(await third).toBe(0);
  expect(rack.all).toEqual([0, 1]);
});
