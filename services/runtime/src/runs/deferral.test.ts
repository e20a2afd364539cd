import { expect, test, vi } from 'vitest';
import type { LogEntry } from '../store/log-entry.ts';
import { createDeferral } from './deferral.ts';

const event = (messageId: string): LogEntry => ({
  events: [{ type: 'REPLY', timestamp: 1, data: {}, messageId }],
});
const textsOf = (entries: readonly LogEntry[]) =>
  entries.map(({ events = [] }) => events.map(({ messageId }) => messageId).join('+'));

function setUp() {
  const written: LogEntry[] = [];
  const lost: unknown[] = [];
  const clock = { now: 0 };
  let failure: Error | undefined;
  const deferral = createDeferral({
    forMs: 20,
    async write(entry) {
      if (failure) throw failure;
      written.push(entry);
    },
    onLost: (thrown) => lost.push(thrown),
    now: () => clock.now,
  });
  return { deferral, written, lost, clock, fail: (error: Error) => (failure = error) };
}

test('goes as one entry with the answer that comes next', async () => {
  const { deferral, written } = setUp();
  await deferral.write(event('answer 1'));
  await deferral.defer({ ...event('results 1'), ended: [{ callId: 'a', name: 'add' }] });
  expect(textsOf(written)).toEqual(['answer 1']);
  await deferral.writeTogether({ ...event('answer 2'), taken: ['1'] });
  expect(textsOf(written)).toEqual(['answer 1', 'results 1+answer 2']);
  expect(written[1]).toMatchObject({ ended: [{ callId: 'a' }], taken: ['1'] });
});

test('is written before anything else that is no answer', async () => {
  const { deferral, written } = setUp();
  await deferral.write(event('answer'));
  await deferral.defer(event('results'));
  await deferral.write(event('message'));
  expect(textsOf(written)).toEqual(['answer', 'results', 'message']);
  await deferral.defer(event('more results'));
  await deferral.flush();
  expect(textsOf(written).at(-1)).toBe('more results');
});

test('is not put off when the tools took their time, or nothing was written before', async () => {
  const { deferral, written, clock } = setUp();
  await deferral.defer(event('first'));
  clock.now = 1_000;
  await deferral.defer(event('late'));
  expect(textsOf(written)).toEqual(['first', 'late']);
});

test('is written alone when the answer takes its time, and whoever writes next waits for that', async () => {
  vi.useFakeTimers();
  try {
    const { deferral, written, lost, fail } = setUp();
    await deferral.write(event('answer'));
    await deferral.defer(event('results'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(textsOf(written)).toEqual(['answer', 'results']);
    await deferral.defer(event('more results'));
    fail(new Error('no store'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(lost).toEqual([new Error('no store')]);
    await expect(deferral.write(event('answer 2'))).rejects.toThrow('no store');
    await expect(deferral.writeTogether(event('answer 2'))).rejects.toThrow('no store');
  } finally {
    vi.useRealTimers();
  }
});

test('is dropped with the run', async () => {
  vi.useFakeTimers();
  try {
    const { deferral, written } = setUp();
    await deferral.write(event('answer'));
    await deferral.defer(event('results'));
    deferral[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(textsOf(written)).toEqual(['answer']);
  } finally {
    vi.useRealTimers();
  }
});
