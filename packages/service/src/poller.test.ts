import { expect, test } from 'vitest';
import { createPoller } from './poller.ts';

/** Longer than any test. */
const intervalMs = 600_000;

test('looks once more for all who asked during a look, and never twice at a time', async () => {
  const looks: PromiseWithResolvers<void>[] = [];
  const failures: unknown[] = [];
  const poller = createPoller({
    intervalMs,
    look: () => {
      const look = Promise.withResolvers<void>();
      looks.push(look);
      return look.promise;
    },
    onFailure: (thrown) => failures.push(thrown),
  });
  expect(looks).toHaveLength(0);
  for (let times = 0; times < 3; times += 1) poller.wake();
  expect(looks).toHaveLength(1);
  looks[0]?.reject('away');
  await expect.poll(() => looks.length).toBe(2);
  expect(failures).toEqual(['away']);
  poller.wake();
  const closing = poller[Symbol.asyncDispose]();
  looks[1]?.resolve();
  await closing;
  poller.wake();
  expect(looks).toHaveLength(2);
});

test('rests while nobody waits', async () => {
  let waiting = false;
  let looks = 0;
  await using poller = createPoller({
    intervalMs,
    isNeeded: () => waiting,
    look: async () => void (looks += 1),
    onFailure: () => {},
  });
  poller.wake();
  expect(looks).toBe(0);
  waiting = true;
  poller.wake();
  expect(looks).toBe(1);
});
