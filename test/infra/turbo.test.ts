/** `npm run verify` runs the scripts of the root that it names, and each of them is a task of turbo.json. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readText } from './support/repository.ts';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readText('package.json')));
const { tasks } = z
  .object({
    tasks: z.record(z.string(), z.object({ inputs: z.array(z.string()), outputs: z.array(z.string()) })),
  })
  .parse(JSON.parse(readText('turbo.json')));

test('the tasks are those that verify runs, and scripts of the root', () => {
  const named = (scripts.verify ?? '').replace(/^turbo run /, '').split(' ');
  expect(named.map((name) => `//#${name}`).sort()).toEqual(Object.keys(tasks).sort());
  for (const name of named) expect(scripts).toHaveProperty([name]);
});

test.each(Object.entries(tasks))('%s depends on files and leaves none', (_, { inputs, outputs }) => {
  expect(inputs).toContain('$TURBO_DEFAULT$');
  expect(outputs).toEqual([]);
});
