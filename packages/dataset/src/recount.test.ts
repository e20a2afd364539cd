import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manifest } from '@nex/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recountDataSet } from './recount.ts';
import { manifestInput, samples } from './sample.fixture.ts';
import { writeDataSet } from './write.ts';

const FORMAT = {
  name: 'data',
  exporter: 'openai-chat',
  view: 'root',
  earlierLeaves: false,
  rows: 3,
  splits: { train: 3 },
  quarantined: {},
  losses: {},
};

let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'nex-recount-'));
  directory = join(parent, 'set');
  const signal = new AbortController().signal;
  await writeDataSet({ directory, samples: samples(3), manifest: manifestInput(3), signal });
});
afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

const at = (path: string) => join(directory, path);
const whats = async () => (await recountDataSet(directory)).map((disagreement) => disagreement.what);
async function forge(change: (manifest: Manifest) => void): Promise<void> {
  const manifest = Manifest.parse(JSON.parse(await readFile(at('manifest.json'), 'utf8')));
  change(manifest);
  await writeFile(at('manifest.json'), JSON.stringify(manifest));
}

test('a whole data set has no disagreement', async () => {
  expect(await recountDataSet(directory)).toEqual([]);
});

test.each<[string, () => Promise<void>, string[]]>([
  [
    'a line more',
    () => appendFile(at('data/train-00000.jsonl'), '{}\n'),
    [
      'data/train-00000.jsonl: bytes',
      'data/train-00000.jsonl: digest',
      'data/train-00000.jsonl: row 4',
      'data/train-00000.jsonl: rows',
      'rows of all jsonl files',
    ],
  ],
  [
    'a broken Parquet file',
    () => writeFile(at('data/train-00000.parquet'), 'x'),
    ['data/train-00000.parquet: bytes', 'data/train-00000.parquet: digest', 'data/train-00000.parquet'],
  ],
  ['a file that is gone', () => rm(at('data/train-00000.jsonl')), ['data/train-00000.jsonl']],
  ['a file that nobody listed', () => writeFile(at('data/train-9.jsonl'), ''), ['data/train-9.jsonl']],
  ['no manifest', () => rm(at('manifest.json')), ['manifest.json']],
  ['a manifest of another form', () => writeFile(at('manifest.json'), '{"version":1}'), ['manifest.json']],
  [
    'other drop counts',
    () => forge((manifest) => Object.assign(manifest.funnel.dropReasons, { loop: 9 })),
    ['funnel: dropped, as sum of its reasons', 'charts/drop-reasons.svg: drawing'],
  ],
  [
    'other rows',
    () => forge((manifest) => Object.assign(manifest, { rows: 4 })),
    ['rows of all jsonl files', 'rows of all parquet files', 'funnel: kept'],
  ],
  [
    'rows of another build',
    () => forge((manifest) => Object.assign(manifest, { buildId: 'build_2' })),
    ['data/train-00000.jsonl: row 1'],
  ],
  [
    'other calls of a tool',
    () => forge(({ composition }) => Object.assign(composition?.tool ?? {}, { search: 9 })),
    ['composition: tool: search', 'charts/tools.svg: drawing'],
  ],
  [
    'other turns',
    () => forge((manifest) => Object.assign(manifest.composition ?? {}, { turns: { 1: 3 } })),
    ['composition: turns: 1', 'composition: turns: 4', 'charts/turns.svg: drawing'],
  ],
  [
    'a chart that was changed',
    () => writeFile(at('charts/funnel.svg'), '<svg/>'),
    ['charts/funnel.svg: digest', 'charts/funnel.svg: drawing'],
  ],
  ['another digest', () => forge((manifest) => Object.assign(manifest, { digest: 'sha256:0' })), ['digest']],
  [
    'a path that leads outside',
    () => forge((manifest) => Object.assign(manifest.files[0] ?? {}, { path: '../secret.jsonl' })),
    ['../secret.jsonl', 'data/train-00000.jsonl', 'digest'],
  ],
])('%s is found', async (_, spoil, expected) => {
  await spoil();
  expect(await whats()).toEqual(expected);
});

test("a row in a split that is not its task's is found", async () => {
  const formats = [{ exporter: 'hermes' as const, view: 'root' as const, earlierLeaves: true }];
  const split = { train: 0.5, validation: 0, test: 0.5, seed: 1 };
  const signal = new AbortController().signal;
  await writeDataSet({ directory, samples: samples(8), manifest: manifestInput(8), formats, split, signal });
  expect(await whats()).toEqual([]);
  await forge((manifest) => Object.assign(manifest.split ?? {}, { seed: 2 }));
  expect(await whats()).toContainEqual(expect.stringMatching(/^hermes\/\w+-00000\.jsonl: row \d$/));
});

/** Written when the exporter `tokens` had version 1, and rows no rewards, clusters or faults. */
const EARLIER = join(import.meta.dirname, '__fixtures__', 'tokens-1');

test('a data set of an earlier version is read by the columns of its time', async () => {
  directory = EARLIER;
  expect(await recountDataSet(directory)).toEqual([]);
  directory = join(parent, 'earlier');
  await cp(EARLIER, directory, { recursive: true });
  await forge(({ formats }) => Object.assign(formats?.[0] ?? {}, { version: 2 }));
  expect(await recountDataSet(directory)).toEqual([
    {
      what: 'tokens/train-00000.jsonl: row 1',
      claimed: 'a row of build build_1 and of this split',
      found: 'none (The row is no tokens row: it lacks logprobs.)',
    },
  ]);
});

test.each<[string, object, object]>([
  [
    'format of a newer version',
    { formats: [{ ...FORMAT, version: 99 }] },
    {
      message:
        'A newer platform wrote the data set. It was written by openai-chat of version 99; this one reads up to 1.',
      where: 'manifest.json: formats[0]',
    },
  ],
  [
    'format that is not known',
    { exporters: [{ name: 'telepathy', version: 1 }] },
    {
      message:
        'A newer platform wrote the data set. It was written by telepathy of version 1; this one has no such exporter.',
      where: 'manifest.json: exporters[0]',
    },
  ],
  [
    'newer manifest',
    { version: 2 },
    {
      message: 'A newer platform wrote the data set. Its manifest has the version 2; this one reads up to 1.',
      where: 'manifest.json: version',
    },
  ],
])('a %s is refused with what to do', async (_, changes, error) => {
  await forge((manifest) => Object.assign(manifest, changes));
  await expect(recountDataSet(directory)).rejects.toMatchObject({
    code: 'invalid_request',
    hint: expect.stringContaining('as new as the platform that wrote it') as string,
    ...error,
  });
});

test('an aborted signal ends it', async () => {
  await expect(recountDataSet(directory, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
