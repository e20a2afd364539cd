import { expect, test } from 'vitest';
import { createLane, type Lane, type Turn } from './lane.ts';

/**
 * A server that takes `capacity` calls and turns the others away, asked by so many callers. In each round every caller who
 * may begins a call; what was taken is answered at its end. Calls that were taken, by round.
 */
function rounds(
  lane: Lane,
  { capacity, callers, count }: { capacity: number; callers: number; count: number },
) {
  return Array.from({ length: count }, () => {
    const taken: Turn[] = [];
    for (let caller = 0; caller < callers; caller += 1) {
      const turn = lane.tryEnter();
      if (!turn) break;
      if (taken.length < capacity) taken.push(turn);
      else turn.end({ outcome: 'throttled' });
    }
    for (const turn of taken) turn.end({ outcome: 'good' });
    return taken.length;
  });
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

test.each([1, 2, 3, 8, 21, 100])('settles at %i calls, which the server takes', (capacity) => {
  const lane = createLane(256);
  const taken = rounds(lane, { capacity, callers: 256, count: 80 });
  expect(mean(taken.slice(20)) / capacity).toBeGreaterThan(0.85);
  expect(lane.state.throttled).toBeLessThan(30);
});

test('follows a server that takes fewer, and one that takes more', () => {
  const lane = createLane(64);
  rounds(lane, { capacity: 32, callers: 64, count: 40 });
  const fewer = rounds(lane, { capacity: 6, callers: 64, count: 60 });
  expect(mean(fewer.slice(20))).toBeGreaterThan(5);
  expect(lane.state.width).toBeLessThanOrEqual(7);
  rounds(lane, { capacity: 64, callers: 64, count: 300 });
  expect(lane.state.width).toBe(64);
});

test('calls that were begun before a cut cut no further', () => {
  const lane = createLane(32);
  const turns = Array.from({ length: 32 }, () => lane.tryEnter());
  expect(lane.tryEnter()).toBeUndefined();
  for (const turn of turns) turn?.end({ outcome: 'throttled' });
  expect(lane.state).toEqual({ width: 16, inFlight: 0, waiting: 0, throttled: 32 });
});

test('is never narrower than one', () => {
  const lane = createLane(4);
  for (let time = 0; time < 10; time += 1) lane.tryEnter()?.end({ outcome: 'throttled' });
  expect(lane.state.width).toBe(1);
});

test('a lane that was not full is not widened', () => {
  const lane = createLane(64);
  rounds(lane, { capacity: 8, callers: 64, count: 20 });
  const { width } = lane.state;
  rounds(lane, { capacity: 64, callers: 1, count: 500 });
  expect(lane.state.width).toBe(width);
});

test('is shut for as long as the server asks, and opens by itself', async () => {
  const lane = createLane(8);
  lane.tryEnter()?.end({ outcome: 'throttled', retryAfterMs: 30 });
  const before = performance.now();
  expect(lane.tryEnter()).toBeUndefined();
  await lane.enter(new AbortController().signal);
  expect(performance.now() - before).toBeGreaterThan(25);
});

test('opens when its timer comes early, as timers do after long work', async () => {
  let behind = 0;
  const lane = createLane(8, () => performance.now() - behind);
  lane.tryEnter()?.end({ outcome: 'throttled', retryAfterMs: 10 });
  behind = 15;
  const turn = await lane.enter(new AbortController().signal);
  turn.end({ outcome: 'good' });
  expect(lane.state).toMatchObject({ inFlight: 0, waiting: 0 });
});

test('admits in the order of coming, and forgets who goes away', async () => {
  const lane = createLane(1);
  const first = lane.tryEnter();
  const away = new AbortController();
  const order: string[] = [];
  const gone = lane.enter(away.signal);
  const waiting = ['b', 'c'].map(async (name) => {
    const turn = await lane.enter(new AbortController().signal);
    order.push(name);
    turn.end({ outcome: 'good' });
  });
  away.abort();
  await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
  first?.end({ outcome: 'good' });
  await Promise.all(waiting);
  expect(order).toEqual(['b', 'c']);
});

test('tells of room when a turn ends, not when one is dropped', () => {
  const lane = createLane(1);
  let told = 0;
  using _listening = lane.onRoom(() => (told += 1));
  lane.tryEnter()?.drop();
  expect(told).toBe(0);
  const turn = lane.tryEnter();
  turn?.end({ outcome: 'good' });
  turn?.end({ outcome: 'good' });
  expect([told, lane.state.inFlight]).toEqual([1, 0]);
});
