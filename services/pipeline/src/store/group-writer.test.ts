import { describe, expect, test } from 'vitest';
import { GroupWriter } from './group-writer.ts';

function recorded(most: number, atOnce?: number) {
  const groups: number[][] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const writer = new GroupWriter<number>(
    most,
    (group) => {
      groups.push([...group]);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    },
    atOnce,
  );
  return { groups, gates, writer };
}

describe('writes in groups', () => {
  test('what comes while one is under way goes together, in order, and at most so many', async () => {
    const { groups, gates, writer } = recorded(3);
    const first = writer.add(1);
    await Promise.resolve();
    const rest = [2, 3, 4, 5].map((item) => writer.add(item));
    gates[0]?.resolve();
    await first;
    gates[1]?.resolve();
    await Promise.all(rest.slice(0, 3));
    gates[2]?.resolve();
    await Promise.all(rest);
    expect(groups).toEqual([[1], [2, 3, 4], [5]]);
  });

  test('with two at once, what comes while both are under way goes together', async () => {
    const { groups, gates, writer } = recorded(3, 2);
    const all = [writer.add(1)];
    await Promise.resolve();
    all.push(writer.add(2));
    await Promise.resolve();
    all.push(...[3, 4].map((item) => writer.add(item)));
    await Promise.resolve();
    expect(groups).toEqual([[1], [2]]);
    gates[1]?.resolve();
    await all[1];
    expect(groups).toEqual([[1], [2], [3, 4]]);
    gates[0]?.resolve();
    gates[2]?.resolve();
    await Promise.all(all);
    expect(groups).toHaveLength(3);
  });

  test('a write that fails fails its own group only', async () => {
    const { gates, groups, writer } = recorded(2);
    const lost = [writer.add(1), writer.add(2)];
    await Promise.resolve();
    const kept = writer.add(3);
    gates[0]?.reject(new Error('lost'));
    await expect(Promise.allSettled(lost)).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    gates[1]?.resolve();
    await kept;
    expect(groups).toEqual([[1, 2], [3]]);
    const later = writer.add(4);
    await Promise.resolve();
    gates[2]?.resolve();
    await later;
  });
});
