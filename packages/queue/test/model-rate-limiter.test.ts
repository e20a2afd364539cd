/** The same suite with and without Redis. */
import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { createModelRateLimiter } from '../src/index.ts';

const redisUrl = inject('redisUrl');
const { signal } = new AbortController();

describe.each(['memory', 'redis'] as const)('%s', (kind) => {
  const open = (limits: Parameters<typeof createModelRateLimiter>[0]['limits'], prefix = randomUUID()) =>
    createModelRateLimiter({
      redisUrl: kind === 'redis' ? (redisUrl ?? undefined) : undefined,
      prefix,
      limits,
    });
  const available = kind === 'memory' || redisUrl !== null;
  /** How many of so many askers are in after the others have been seen to wait. */
  const admitted = async (
    limiter: ReturnType<typeof open>,
    model: string,
    asked: { count: number; tokens?: number },
  ) => {
    const away = new AbortController();
    let count = 0;
    const asking = Array.from({ length: asked.count }, () =>
      limiter.admit(model, asked.tokens ?? 1, away.signal).then(
        () => (count += 1),
        () => {},
      ),
    );
    // Those within the limit are let in before the one that was asked for last of another model's.
    for (let turn = 0; turn < asked.count; turn += 1) await limiter.admit('witness', 1, signal);
    away.abort();
    await Promise.all(asking);
    return count;
  };
  const witness = { requestsPerMinute: 1_000_000 };

  test.runIf(available)('a window of requests, and what has no limit never waits', async () => {
    await using limiter = open({ model: { requestsPerMinute: 50 }, witness });
    for (let call = 0; call < 100; call += 1) await limiter.admit('other', 1e9, signal);
    expect(await admitted(limiter, 'model', { count: 20 })).toBe(5);
  });

  test.runIf(available)('tokens, charged and given back when the answer is there', async () => {
    await using limiter = open({ model: { tokensPerMinute: 1000 }, witness });
    await limiter.admit('model', 400, signal);
    await limiter.settle('model', 300);
    expect(await admitted(limiter, 'model', { count: 4, tokens: 150 })).toBe(2);
    await using other = open({ model: { tokensPerMinute: 1000 }, witness });
    await other.admit('model', 900, signal);
    await other.settle('model', -800);
    expect(await admitted(other, 'model', { count: 20, tokens: 90 })).toBe(10);
  });

  test.runIf(available)('a call that alone is over the limit is let in, and waits for its turn', async () => {
    await using limiter = open({ model: { tokensPerMinute: 100 }, witness });
    await limiter.admit('model', 5000, signal);
    expect(await admitted(limiter, 'model', { count: 3, tokens: 5000 })).toBe(0);
  });

  test.runIf(available)('who waits goes on in the next window', async () => {
    await using limiter = open({ model: { requestsPerMinute: 10 }, witness });
    const startedAt = performance.now();
    await limiter.admit('model', 1, signal);
    await limiter.admit('model', 1, signal);
    expect(performance.now() - startedAt).toBeGreaterThan(4000);
  });
});

test.runIf(redisUrl !== null)('processes share the limits in one Redis', async () => {
  const prefix = randomUUID();
  const limits = { model: { requestsPerMinute: 20 } };
  await using one = createModelRateLimiter({ redisUrl: redisUrl ?? undefined, prefix, limits });
  await using two = createModelRateLimiter({ redisUrl: redisUrl ?? undefined, prefix, limits });
  await one.admit('model', 1, signal);
  await two.admit('model', 1, signal);
  const away = new AbortController();
  const third = one.admit('model', 1, away.signal);
  let isIn = false;
  third.then(
    () => (isIn = true),
    () => {},
  );
  await two.settle('model', 0);
  away.abort();
  await expect(third).rejects.toMatchObject({ code: 'cancelled' });
  expect(isIn).toBe(false);
});

test('a Redis that is away lets each process hold the limits by itself', async () => {
  await using limiter = createModelRateLimiter({
    redisUrl: 'redis://127.0.0.1:9',
    prefix: randomUUID(),
    limits: { model: { requestsPerMinute: 20 } },
  });
  await limiter.admit('model', 1, signal);
  await limiter.admit('model', 1, signal);
  await expect(limiter.admit('model', 1, AbortSignal.timeout(200))).rejects.toMatchObject({
    code: 'timeout',
  });
});
