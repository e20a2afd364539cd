import { expect, test } from 'vitest';
import { createProgram } from '../../program.ts';
import { collect, pageOf } from './add-list.ts';

const { signal } = new AbortController();
const all = Array.from({ length: 450 }, (_, index) => index);
const asked: { limit: number; cursor?: string }[] = [];
const page = (options: object) => {
  asked.push(options as { limit: number });
  return pageOf(all, options);
};

test('as many as are asked for, page after page; the cursor goes on exactly there', async () => {
  const first = await collect(page, { limit: 250 }, signal);
  expect(first.items).toEqual(all.slice(0, 250));
  expect(asked.map(({ limit }) => limit)).toEqual([200, 50]);
  const rest = await collect(page, { limit: 250, cursor: first.nextCursor ?? '' }, signal);
  expect(rest).toEqual({ items: all.slice(250), nextCursor: null });
});

test('all of them, however many', async () => {
  expect(await collect(page, { limit: 1, all: true }, signal)).toEqual({ items: all, nextCursor: null });
});

test('a cursor of another list is refused', async () => {
  await expect(collect(page, { limit: 1, cursor: 'run_1' }, signal)).rejects.toMatchObject({
    code: 'invalid_request',
  });
});

test('a filter goes along to every page', async () => {
  const seen: object[] = [];
  await collect(
    (options) => {
      seen.push(options);
      return pageOf(all, options);
    },
    { limit: 300, state: 'failed' },
    signal,
  );
  expect(seen).toMatchObject([{ state: 'failed' }, { state: 'failed', cursor: '200' }]);
  expect(seen[0]).not.toHaveProperty('all');
});

test('every list has the same options', () => {
  const output = { out() {}, err() {}, stream: process.stderr, isTerminal: false };
  const program = createProgram(async () => {}, { output, env: {}, signal });
  const lists = program.commands.flatMap((group) =>
    group.commands.filter((command) => command.name() === 'list').map((command) => ({ group, command })),
  );
  expect(lists.map(({ group }) => group.name()).toSorted()).toEqual([
    'agents',
    'batch',
    'builds',
    'cassette',
    'catalogue',
    'dataset',
    'framework',
    'keys',
    'rollouts',
    'runs',
    'secrets',
    'tenants',
    'webhooks',
  ]);
  const others = ['audit', 'verdicts'].map((name) => program.commands.find((one) => one.name() === name));
  for (const command of [...lists.map((one) => one.command), ...others]) {
    const names = command?.options.map((option) => option.long);
    expect(names, command?.name()).toEqual(expect.arrayContaining(['--limit', '--all', '--cursor']));
  }
});
