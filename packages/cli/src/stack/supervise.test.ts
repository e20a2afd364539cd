import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StartedProcess } from './process.ts';
import { superviseStack } from './supervise.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene() {
  const notes: string[] = [];
  const ends: ((how: string) => void)[] = [];
  const expected = new Set<number>();
  let pid = 0;
  const born = (): StartedProcess => {
    pid += 1;
    return { pid, ended: new Promise((resolve) => ends.push(resolve)) };
  };
  const supervision = superviseStack({
    launch: async () => born(),
    ready: async () => {},
    isExpected: (id) => expected.has(id),
    onNote: (line) => notes.push(line),
  });
  return { notes, ends, expected, born, supervision };
}

test('what ends by itself is started again, each time after a longer pause, until it is hopeless', async () => {
  const { notes, ends, born, supervision } = scene();
  supervision.add('runtime', born());
  for (let end = 0; end < 7; end += 1) {
    ends[end]?.('SIGKILL');
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(notes.filter((line) => line.includes('starting it again'))).toEqual(
    [0.5, 1, 2, 4, 8, 10].map((pause) => `runtime ended (SIGKILL); starting it again in ${pause} s.`),
  );
  expect(notes.filter((line) => line.endsWith('is ready again.'))).toHaveLength(6);
  expect(notes.at(-1)).toContain('it stays down');
});

test('a long life resets the pause', async () => {
  const { notes, ends, born, supervision } = scene();
  supervision.add('runtime', born());
  ends[0]?.('SIGKILL');
  await vi.advanceTimersByTimeAsync(60_000);
  ends[1]?.('SIGKILL');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(notes.filter((line) => line.includes('again in 0.5 s'))).toHaveLength(2);
});

test('what was ended on purpose stays down', async () => {
  const { notes, ends, born, expected, supervision } = scene();
  supervision.add('runtime', born());
  expected.add(1);
  ends[0]?.('SIGTERM');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(notes).toEqual([]);
});

test('nothing is started once it is closed', async () => {
  const { ends, born, supervision } = scene();
  supervision.add('runtime', born());
  ends[0]?.('SIGKILL');
  await vi.advanceTimersByTimeAsync(100);
  supervision.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ends).toHaveLength(1);
});
