/** What is asked for of an import beside its file, by the command. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Build, Manifest } from '@nex/core';
import { runNex } from '@nex/testkit';
import { expect, test } from 'vitest';
import { line } from './support/imports.ts';
import { onePipeline } from './support/one-pipeline.ts';
import { type Surroundings } from './support/surroundings.ts';

let around: Surroundings;
let url: string;
onePipeline((made) => {
  ({ around, url } = made);
});

async function written(name: string, text: string): Promise<string> {
  const path = join(around.dataDirectory, name);
  await writeFile(path, text);
  return path;
}

test('a file says how trajectories are redacted, compared, split and written', async () => {
  const file = await written(
    'theirs.jsonl',
    [line('beans of rosa@mail.org'), line('peas'), '{"broken'].join('\n'),
  );
  await written('bench.csv', 'id,question\n1,When do the peas go out\n');
  const settings = await written(
    'import.yaml',
    `name: garden
formats: [{ exporter: hermes }]
split: { train: 0, test: 1 }
redaction: { id: mail, version: 1, rules: [{ kind: email }] }
quality: { decontamination: { benchmarks: [{ name: peas, file: bench.csv }] } }
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
  expect(manifest.redaction).toMatchObject({ id: 'mail', places: 4 });
  const row = await readFile(join(directory, 'hermes/test-00000.jsonl'), 'utf8');
  expect(JSON.parse(row)).toMatchObject({ query: 'When do the beans of [email_1] go out on a balcony?' });
});

test('what is wrong in it, or has no store to go to, is told', async () => {
  const file = await written('other.jsonl', line('peas'));
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
