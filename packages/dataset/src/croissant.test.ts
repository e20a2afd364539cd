import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { CROISSANT_FILE } from './croissant.ts';
import { manifestInput, samples } from './sample.fixture.ts';
import { writeDataSet } from './write.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nex-croissant-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const Id = z.strictObject({ '@id': z.string() });
const Source = z.strictObject({
  fileSet: Id,
  extract: z.union([
    z.strictObject({ column: z.string() }),
    z.strictObject({ fileProperty: z.literal('fullpath') }),
  ]),
  transform: z
    .union([z.strictObject({ regex: z.string() }), z.strictObject({ jsonPath: z.string() })])
    .optional(),
});
const Leaf = z.strictObject({
  '@type': z.literal('cr:Field'),
  '@id': z.string(),
  name: z.string(),
  description: z.string().optional(),
  dataType: z.string().optional(),
  repeated: z.literal(true).optional(),
  references: z.strictObject({ field: Id }).optional(),
  source: Source.optional(),
});
/** What Croissant 1.1 requires, as far as this platform writes it. */
const Croissant = z.object({
  '@context': z.record(z.string(), z.unknown()),
  '@type': z.literal('sc:Dataset'),
  conformsTo: z.literal('http://mlcommons.org/croissant/1.1'),
  name: z.string(),
  description: z.string(),
  version: z.string(),
  license: z.string(),
  citeAs: z.string(),
  datePublished: z.iso.date(),
  isLiveDataset: z.literal(false),
  distribution: z.array(
    z.discriminatedUnion('@type', [
      z.strictObject({
        '@type': z.literal('cr:FileObject'),
        '@id': z.string(),
        name: z.string(),
        contentUrl: z.string(),
        contentSize: z.string().regex(/^\d+ B$/),
        encodingFormat: z.string(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
      z.strictObject({
        '@type': z.literal('cr:FileSet'),
        '@id': z.string(),
        name: z.string(),
        encodingFormat: z.string(),
        includes: z.string(),
      }),
    ]),
  ),
  recordSet: z.array(
    z.object({
      '@type': z.literal('cr:RecordSet'),
      '@id': z.string(),
      field: z.array(Leaf.extend({ subField: z.array(Leaf).optional() })),
      data: z.array(z.record(z.string(), z.string())).optional(),
    }),
  ),
});

async function written() {
  const formats = [
    { exporter: 'openai-chat' as const, view: 'root' as const, earlierLeaves: true },
    { exporter: 'sharegpt' as const, view: 'per-agent' as const, earlierLeaves: true },
  ];
  const manifest = await writeDataSet({
    directory: join(directory, 'set'),
    samples: samples(20),
    manifest: manifestInput(20),
    formats,
    split: { train: 0.5, validation: 0, test: 0.5, seed: 1 },
    license: 'cc-by-4.0',
    signal: new AbortController().signal,
  });
  const text = await readFile(join(directory, 'set', CROISSANT_FILE), 'utf8');
  return { manifest, croissant: Croissant.parse(JSON.parse(text)) };
}

test('names every data file with its digest and size, and the manifest names it', async () => {
  const { manifest, croissant } = await written();
  const objects = croissant.distribution.filter((entry) => entry['@type'] === 'cr:FileObject');
  const folders = ['openai-chat', 'sharegpt-per-agent'];
  const lying = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(directory, 'set', folder))).map((name) => `${folder}/${name}`),
    ),
  );
  expect(objects.map(({ contentUrl }) => contentUrl).sort()).toEqual(lying.flat().sort());
  for (const { contentUrl, contentSize, sha256 } of objects) {
    const bytes = await readFile(join(directory, 'set', contentUrl));
    expect([contentSize, sha256]).toEqual([
      `${bytes.length} B`,
      createHash('sha256').update(bytes).digest('hex'),
    ]);
  }
  expect(manifest.extras?.map(({ path }) => path)).toContain(CROISSANT_FILE);
  expect(croissant.license).toBe('cc-by-4.0');
});

test('gives ids once, refers only to ids that it gives, and types every field without parts', async () => {
  const { croissant } = await written();
  const fields = croissant.recordSet.flatMap(({ field }) =>
    field.flatMap((one) => [one, ...(one.subField ?? [])]),
  );
  const given = [...croissant.distribution, ...croissant.recordSet, ...fields].map((node) => node['@id']);
  expect(new Set(given).size).toBe(given.length);
  for (const { source, references } of fields) {
    for (const id of [source?.fileSet['@id'], references?.field['@id']])
      if (id !== undefined) expect(given).toContain(id);
  }
  const untyped = croissant.recordSet.flatMap(({ field }) =>
    field.filter((one) => !one.dataType && !one.subField),
  );
  expect(untyped).toEqual([]);
  expect(croissant.recordSet[0]?.data).toEqual([
    { '_splits/name': 'train', '_splits/url': 'cr:TrainingSplit' },
    { '_splits/name': 'test', '_splits/url': 'cr:TestSplit' },
  ]);
});
