import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRollouts } from './create-batch.ts';

test('runs of a group are numbered through over the tasks that share it', () => {
  const task = fc.record({
    taskId: fc.uuid(),
    groupId: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(task, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      (tasks, repeatN) => {
        const all = tasks.map((one) => ({ ...one, input: 'x', isValidation: false, data: {} }));
        const rollouts = planRollouts(all, { repeatN, seed: 7 });
        expect(rollouts).toHaveLength(tasks.length * repeatN);
        for (const group of Map.groupBy(rollouts, ({ groupId }) => groupId).values()) {
          expect(group.map(({ runIndex }) => runIndex)).toEqual(group.map((_, index) => index));
        }
        expect(new Set(rollouts.map(({ id }) => id)).size).toBe(rollouts.length);
      },
    ),
    { numRuns: 50 },
  );
});
