import { expect, test } from 'vitest';
import { makeSnapshot } from '../catalogue/snapshot.ts';
import { type ToolDrift, ToolWatch } from './tool-watch.ts';

const server = { name: 's', version: '1.0.0' };
const tool = (name: string, description = name) => ({ name, description, inputSchema: {} });

function watch(known?: ReturnType<typeof tool>[]) {
  const drifts: ToolDrift[] = [];
  const one = new ToolWatch({
    server,
    known: known && makeSnapshot(server, known),
    onDrift: (drift) => drifts.push(drift),
  });
  return { one, drifts };
}

test('what is seen first is no drift when nothing is known', () => {
  const { one, drifts } = watch();
  one.saw([tool('b'), tool('a')]);
  one.saw([tool('a'), tool('b')]);
  expect(drifts).toEqual([]);
  expect(one.due).toBe(false);
});

test('a change is reported once, also when it comes and goes', () => {
  const { one, drifts } = watch([tool('a'), tool('b')]);
  expect(one.due).toBe(true);
  for (const _round of [1, 2]) {
    one.saw([tool('b', 'other'), tool('c')]);
    one.saw([tool('a'), tool('b')]);
  }
  expect(one.due).toBe(false);
  expect(drifts).toMatchObject([
    { server: 's', added: ['c'], removed: ['a'], changed: ['b'] },
    { added: ['a'], removed: ['c'], changed: ['b'] },
  ]);
  expect(drifts[0]?.after).toBe(drifts[1]?.before);
});
