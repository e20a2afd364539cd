import { expect, test } from 'vitest';
import { compareSnapshots, makeSnapshot } from './snapshot.ts';

const tool = (name: string, description = 'd') => ({ name, description, inputSchema: { type: 'object' } });
const server = { name: 's', version: '1.0.0' };

test('the digest does not depend on the order of tools or of keys', () => {
  const one = makeSnapshot(server, [tool('a'), tool('b')]);
  const two = makeSnapshot(server, [
    { inputSchema: { type: 'object' }, description: 'd', name: 'b' },
    tool('a'),
  ]);
  expect(two.digest).toBe(one.digest);
  expect(two.tools.map((row) => row.name)).toEqual(['a', 'b']);
  expect(compareSnapshots(one, two)).toBeUndefined();
});

test('drift names what was added, removed and changed', () => {
  const before = makeSnapshot(server, [tool('a'), tool('b'), tool('c')]);
  const after = makeSnapshot(server, [tool('a'), tool('b', 'other'), tool('d')]);
  expect(compareSnapshots(before, after)).toEqual({ added: ['d'], removed: ['c'], changed: ['b'] });
});
