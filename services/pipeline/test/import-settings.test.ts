/** What is asked for of an import beside its file, by the command. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Build, Manifest } from '@nex/core';
import { runNex } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Surroundings, setUp, startOn } from './support/surroundings.ts';

let around: Surroundings;
let url: string;
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  around = stack.use(await setUp());
  url = stack.use(await startOn(around)).httpUrl;
});

afterAll(() => stack.disposeAsync());

/** A conversation with a call that was answered. */
const line = (asked: string) =>
  JSON.stringify({
    tools: [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }],
    messages: [
      { role: 'user', content: asked },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'out in May' },
      { role: 'assistant', content: `They go out in May: ${asked.length}.` },
    ],
  });

async function written(name: string, text: string): Promise<string> {
  const path = join(around.dataDirectory, name);
  await writeFile(path, text);
  return path;
}

test('a file says how trajectories are redacted, compared, split and written', async () => {
  const file = await written(
    'theirs.jsonl',
    [line('When do beans go out? Tell rosa@mail.org.'), line('How tall is the old tower?'), '{"broken'].join(
      '\n',
    ),
  );
  await written('bench.csv', 'id,question\n1,How tall is the old tower\n');
  const settings = await written(
    'import.yaml',
    `name: garden
formats: [{ exporter: hermes }]
split: { train: 0, test: 1 }
redaction: { id: mail, version: 1, rules: [{ kind: email }] }
quality: { decontamination: { benchmarks: [{ name: towers, file: bench.csv }] } }
`,
  );
  const stored = await runNex(url, ['import', file, '--store', '--file', settings]);
  expect(stored, stored.err).toMatchObject({ exitCode: 0 });
  expect(stored.out).toMatch(/rejected of theirs\.jsonl:\n {2}line 3 {2}not_json {2}\S/);
  const again = await runNex(url, ['import', file, '--store', '--file', settings, '--json']);
  const [build] = JSON.parse(again.out) as [unknown];
  const { id, name, funnel } = Build.parse(build);
  expect({ name, kept: funnel.kept, reasons: funnel.dropReasons }).toEqual({
    name: 'garden',
    kept: 1,
    reasons: { contaminated: 1 },
  });
  const directory = join(around.dataDirectory, 'datasets', id);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  expect(manifest.redaction).toMatchObject({ id: 'mail', places: 1 });
  const row = await readFile(join(directory, 'hermes/test-00000.jsonl'), 'utf8');
  expect(JSON.parse(row)).toMatchObject({ query: 'When do beans go out? Tell [email_1].' });
});

test('what is wrong in it, or has no store to go to, is told', async () => {
  const file = await written('other.jsonl', line('When do peas go out?'));
  const settings = await written('wrong.yaml', 'queries: 3\n');
  expect(await runNex(url, ['import', file, '--store', '--file', settings])).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining('build_invalid'),
  });
  for (const options of [['--file', settings], ['--strict']])
    expect(await runNex(url, ['import', file, ...options])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('goes with --store'),
    });
});
