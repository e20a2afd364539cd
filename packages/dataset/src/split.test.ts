import type { DataSplit } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { taskOf } from './rows/row.ts';
import { sample } from './sample.fixture.ts';
import { splitOf } from './split.ts';

const shares = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([a, b, c]) => {
    const sum = a + b + c;
    return { train: a / sum, validation: b / sum, test: c / sum };
  });
const split = fc
  .record({ shares, seed: fc.nat() })
  .map(({ shares: of, seed }): DataSplit => ({ ...of, seed }));

test('rows of one group lie in one split, whatever their queries are and whichever rows come beside them', () => {
  const rows = fc.array(fc.record({ query: fc.nat({ max: 50 }), group: fc.option(fc.nat({ max: 10 })) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(split, rows, fc.nat(), (of, list, from) => {
      const dealt = (some: typeof list) =>
        some.map(({ query, group }) => {
          const one = sample(query);
          const task = taskOf(group === null ? one : { ...one, group: `group-${group}` });
          return [task, splitOf(task, of)] as const;
        });
      const all = dealt(list);
      const byTask = new Map(all);
      for (const [task, name] of all) expect(name).toBe(byTask.get(task));
      const some = list.slice(from % (list.length + 1)).toReversed();
      expect(new Map([...byTask, ...dealt(some)])).toEqual(byTask);
    }),
    { numRuns: 50 },
  );
});

test('no task lies in a split without a share, and the shares are kept', () => {
  const tasks = Array.from({ length: 4000 }, (_, index) => `task-${index}`);
  fc.assert(
    fc.property(split, (of) => {
      const counts = { train: 0, validation: 0, test: 0 };
      for (const task of tasks) counts[splitOf(task, of)] += 1;
      for (const name of ['train', 'validation', 'test'] as const) {
        // Five standard deviations of a binomial draw.
        const tolerance = 5 * Math.sqrt(of[name] * (1 - of[name]) * tasks.length) + 1;
        expect(Math.abs(counts[name] - of[name] * tasks.length)).toBeLessThan(tolerance);
        if (of[name] === 0) expect(counts[name]).toBe(0);
      }
    }),
    { numRuns: 15 },
  );
});

test('another seed deals otherwise, the same seed the same', () => {
  const of = (seed: number) =>
    Array.from({ length: 100 }, (_, index) =>
      splitOf(`task-${index}`, { train: 0.5, validation: 0, test: 0.5, seed }),
    );
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});
