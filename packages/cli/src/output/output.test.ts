import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { paceOf } from './pace.ts';
import { createProgress, type StageView } from './progress.ts';
import { tableLines } from './table.ts';
import { count, duration, excerpt, plural } from './text.ts';

test.each([
  [340, '340 ms'],
  [999.6, '1000 ms'],
  [12_340, '12.3 s'],
  [125_000, '2 min 5 s'],
  [119_600, '2 min 0 s'],
  [3_599_400, '59 min 59 s'],
  [11_990_000, '3 h 20 min'],
])('%d ms reads %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

test('numbers and texts', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect(plural(1, 'query', 'queries')).toBe('1 query');
  expect(plural(2, 'query', 'queries')).toBe('2 queries');
  expect(excerpt('  a\n b  c ', 10)).toBe('a b c');
  expect(excerpt('abcdefghijk', 10)).toBe('abcdefghi…');
});

test('columns are as wide as their widest cell, and lines have no trailing space', () => {
  expect(
    tableLines(
      ['a', 'bb', 'c'],
      [
        ['long', '1', ''],
        ['x', '2', 'y'],
      ],
    ),
  ).toEqual(['a     bb  c', 'long  1', 'x     2   y']);
});

const start = '2030-01-01T00:00:00.000Z';
const at = (seconds: number) => Date.parse(start) + seconds * 1_000;
const stage = (over: Partial<StageView>): StageView => ({
  name: 'run-agents',
  state: 'running',
  done: 0,
  total: 24,
  startedAt: start,
  ...over,
});

test.each<[string, Partial<StageView>, number, { rate: string; time: string }]>([
  ['nothing done yet', {}, 5, { rate: '', time: '' }],
  ['half way', { done: 12 }, 6, { rate: '2.0/s', time: '6.0 s left' }],
  ['fast', { done: 1_200, total: 2_400 }, 1, { rate: '1200/s', time: '1.0 s left' }],
  [
    'as the service counts',
    { done: 12, ratePerMinute: 14.4, etaMs: 50_000 },
    6,
    { rate: '14/min', time: '50.0 s left' },
  ],
  ['slow', { done: 1 }, 40, { rate: '1.5/min', time: '15 min 20 s left' }],
  [
    'done, after a pause',
    { done: 24, state: 'done', ratePerMinute: 360, finishedAt: '2030-01-01T09:00:00.000Z' },
    60,
    { rate: '6.0/s', time: 'took 4.0 s' },
  ],
  ['waiting', { done: 12, state: 'queued', ratePerMinute: 90 }, 6, { rate: '1.5/s', time: '' }],
  ['more than planned', { done: 30 }, 10, { rate: '3.0/s', time: '' }],
  [
    'done',
    { done: 24, state: 'done', finishedAt: '2030-01-01T00:00:08.000Z' },
    60,
    { rate: '3.0/s', time: 'took 8.0 s' },
  ],
  ['not begun', { startedAt: undefined }, 60, { rate: '', time: '' }],
])('pace: %s', (_, over, seconds, pace) => expect(paceOf(stage(over), at(seconds))).toEqual(pace));

describe('progress', () => {
  function recorded(isTerminal: boolean) {
    let text = '';
    const clock = { seconds: 0 };
    const stream = new Writable({
      write(chunk, _, done) {
        text += String(chunk);
        done();
      },
    });
    const progress = createProgress({ stream, isTerminal, now: () => at(clock.seconds) });
    return { progress, clock, lines: () => text.split('\n').filter(Boolean) };
  }

  test('as lines: one for each change, at most one a second, and the end always', () => {
    const { progress, clock, lines } = recorded(false);
    progress.update([stage({ state: 'queued' })]);
    progress.update([stage({})]);
    for (let done = 1; done <= 20; done += 1) {
      clock.seconds += 0.25;
      progress.update([stage({ done })]);
    }
    progress.update([stage({ done: 20 })]);
    progress.update([stage({ done: 24, state: 'done', finishedAt: '2030-01-01T00:00:06.000Z' })]);
    progress.note('a note');
    progress.close();
    expect(lines()).toEqual([
      'run-agents: 0/24',
      'run-agents: 4/24 4.0/s 5.0 s left',
      'run-agents: 8/24 4.0/s 4.0 s left',
      'run-agents: 12/24 4.0/s 3.0 s left',
      'run-agents: 16/24 4.0/s 2.0 s left',
      'run-agents: 20/24 4.0/s 1.0 s left',
      'run-agents: 24/24 4.0/s took 6.0 s',
      'a note',
    ]);
  });

  test('as bars it takes every state, and closing twice is fine', () => {
    const { progress } = recorded(true);
    progress.update([stage({ state: 'queued', total: 0 })]);
    progress.update([stage({ done: 3 }), stage({ name: 'check', state: 'queued' })]);
    progress.note('a note');
    progress.close();
    progress.close();
    expect(() => progress.update([stage({ done: 4 })])).not.toThrow();
  });
});
