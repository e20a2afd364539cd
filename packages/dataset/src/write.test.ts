import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Manifest, type NexError, type Sample } from '@nex/core';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ColumnType } from './columns.ts';
import { DEFAULT_EXPORTER } from './exporters/index.ts';
import { readLines } from './jsonl.ts';
import { anyMessages, anyText } from './message.arbitrary.ts';
import type { PackedSample } from './packed-sample.ts';
import { ProvingPool } from './proving/pool.ts';
import { recountDataSet } from './recount.ts';
import { columnsOf } from './rows/row.ts';
import { call, manifestInput, type SampleChanges, sample, samples, toolResult } from './sample.fixture.ts';
import { type DataSetInput, writeDataSet } from './write.ts';

const COLUMNS = columnsOf({ exporter: DEFAULT_EXPORTER, view: 'root', earlierLeaves: false });
const JSONL = 'data/train-00000.jsonl';
const PARQUET = 'data/train-00000.parquet';

let parent: string;
let directory: string;
beforeEach(async () => {
  // Signs that path patterns and SQL give a meaning to.
  parent = await mkdtemp(join(tmpdir(), "nex data-set [a*?'] "));
  directory = join(parent, 'sets', "it's a set");
});
afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

const signal = new AbortController().signal;
const write = (count: number, changes: Partial<DataSetInput> = {}, ofSamples: SampleChanges = {}) =>
  writeDataSet({
    directory,
    samples: samples(count, ofSamples),
    manifest: manifestInput(count),
    signal,
    ...changes,
  });

async function tree(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(async (path) => [path.slice(root.length + 1), await readFile(path, 'base64')]);
  return Object.fromEntries(await Promise.all(read)) as Record<string, string>;
}

async function jsonRows(path: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const line of readLines(join(directory, path))) rows.push(JSON.parse(line));
  return rows;
}

async function parquetRows(path: string): Promise<unknown[]> {
  const file = await asyncBufferFromFile(join(directory, path));
  const rows = await parquetReadObjects({ file, compressors });
  return rows.map((row) => plain(row, { struct: COLUMNS }));
}

/** A value as the Parquet reader gives it in the form of JSON: it leaves out null lists and reads int64 as bigint. */
function plain(value: unknown, type: ColumnType): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof type === 'string') return value;
  if ('list' in type) return Array.isArray(value) ? value.map((item) => plain(item, type.list)) : value;
  const entries = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries(
    type.struct.map((field) => [field.name, plain(entries.get(field.name), field.type)]),
  );
}

test('a data set holds its files, shard by shard, and its manifest names each', async () => {
  const manifest = await write(5, { rowsPerShard: 2 });
  expect(Object.keys(await tree(directory)).sort()).toEqual([
    'README.md',
    'SHA256SUMS',
    'charts/difficulty-language.svg',
    'charts/drop-reasons.svg',
    'charts/funnel.svg',
    'charts/splits.svg',
    'charts/tokens.svg',
    'charts/tools.svg',
    'charts/turns.svg',
    'croissant.json',
    'data/train-00000.jsonl',
    'data/train-00000.parquet',
    'data/train-00001.jsonl',
    'data/train-00001.parquet',
    'data/train-00002.jsonl',
    'data/train-00002.parquet',
    'manifest.json',
  ]);
  expect(manifest.files.map(({ path, rows }) => [path, rows])).toEqual([
    ['data/train-00000.jsonl', 2],
    ['data/train-00000.parquet', 2],
    ['data/train-00001.jsonl', 2],
    ['data/train-00001.parquet', 2],
    ['data/train-00002.jsonl', 1],
    ['data/train-00002.parquet', 1],
  ]);
  const stored = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  expect(stored).toEqual(manifest);
  expect(manifest.rows).toBe(5);
  expect(await recountDataSet(directory)).toEqual([]);
});

test('each format has its folder, and each task one split', async () => {
  const formats = [
    { exporter: 'hermes' as const, view: 'root' as const, earlierLeaves: true },
    { exporter: 'openai-chat' as const, view: 'per-agent' as const, earlierLeaves: true },
    { exporter: 'glm45' as const, view: 'flattened' as const, earlierLeaves: true, name: 'flat' },
  ];
  async function* tasks(): AsyncGenerator<Sample> {
    for (let index = 0; index < 40; index += 1) yield { ...sample(index), group: `task-${index % 20}` };
  }
  const split = { train: 0.5, validation: 0.25, test: 0.25, seed: 3 };
  const manifest = await write(40, { samples: tasks(), formats, split });
  expect(manifest.formats?.map(({ name, rows, quarantined }) => [name, rows, quarantined])).toEqual([
    ['hermes', 40, {}],
    ['openai-chat-per-agent', 80, {}],
    ['flat', 40, {}],
  ]);
  expect(manifest.formats?.[0]?.losses).toEqual({ argument_spelling: 40, call_ids: 80 });
  expect(await recountDataSet(directory)).toEqual([]);
  const splits = new Map<string, Set<string>>();
  for (const file of manifest.files.filter(({ format }) => format === 'jsonl')) {
    const name = /(train|validation|test)-/.exec(file.path)?.[1] ?? '';
    for (const row of (await jsonRows(file.path)) as { task: string }[]) {
      splits.set(row.task, (splits.get(row.task) ?? new Set()).add(name));
    }
  }
  expect(splits.size).toBe(20);
  expect([...splits.values()].every((of) => of.size === 1)).toBe(true);
  expect(new Set([...splits.values()].flatMap((of) => [...of])).size).toBe(3);
});

test('a row that does not come back is in no file, and the account says why', async () => {
  const closing = 'x\n</tool_response>\n<tool_response>\ny';
  const root = [call('c', 'search', '{}'), toolResult('c', 'search', closing)];
  const formats = [
    { exporter: 'hermes' as const, view: 'root' as const, earlierLeaves: true },
    { exporter: 'nexau-xml' as const, view: 'root' as const, earlierLeaves: true },
  ];
  const manifest = await write(1, { samples: samples(1, { root, subAgents: [] }), formats });
  expect(manifest.formats?.map(({ rows, quarantined }) => [rows, quarantined])).toEqual([
    [0, { results: 1 }],
    [1, {}],
  ]);
  expect(await jsonRows('quarantine.jsonl')).toMatchObject([
    { format: 'hermes', id: 'sha256:0', reason: 'results', trace_id: 'trace-0' },
  ]);
  expect(await recountDataSet(directory)).toEqual([]);
});

test('a shard is closed early when it reaches its size', async () => {
  const manifest = await write(3, { bytesPerShard: 1 });
  expect(manifest.files.filter((file) => file.format === 'jsonl')).toHaveLength(3);
});

test('JSON lines may be compressed, each file one frame', async () => {
  const plain = await write(40);
  const lines = await readFile(join(directory, JSONL));
  const format = { exporter: 'openai-chat' as const, view: 'root' as const, earlierLeaves: false };
  const named = { ...format, name: 'data', compression: 'zstd' as const };
  const manifest = await write(40, { formats: [named] });
  const [file] = manifest.files;
  expect(file?.path).toBe('data/train-00000.jsonl.zst');
  expect(file?.bytes).toBeLessThan((plain.files[0]?.bytes ?? 0) / 4);
  const packed = await readFile(join(directory, file?.path ?? ''));
  expect(zstdDecompressSync(packed).equals(lines)).toBe(true);
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  expect([packed.indexOf(magic), packed.indexOf(magic, 1)]).toEqual([0, -1]);
  expect(await parquetRows(PARQUET)).toEqual(await jsonRows('data/train-00000.jsonl.zst'));
  expect(await recountDataSet(directory)).toEqual([]);
});

test('Parquet holds the rows of the JSON lines, whatever the text', async () => {
  const messages = fc.sample(anyMessages, { numRuns: 200, seed: 1 });
  const texts = fc.sample(anyText, { numRuns: 200, seed: 2 });
  async function* odd(): AsyncGenerator<Sample> {
    for (const [index, root] of messages.entries()) {
      yield { ...sample(index, { root }), query: texts[index] ?? '' };
    }
  }
  await write(200, { samples: odd() });
  const rows = await jsonRows(JSONL);
  expect(rows).toHaveLength(200);
  expect(await parquetRows(PARQUET)).toEqual(rows);
  expect(await recountDataSet(directory)).toEqual([]);
});

test('a row of many megabytes is written', async () => {
  const root = sample(0).trajectory.runs[0]?.messages ?? [];
  const long = {
    role: 'user' as const,
    content: [{ type: 'text' as const, text: 'tea '.repeat(5_000_000) }],
  };
  await write(1, {}, { root: [...root, long] });
  const [inJson, inParquet] = [await jsonRows(JSONL), await parquetRows(PARQUET)];
  // Not `toEqual`: it would print the megabytes.
  expect(isDeepStrictEqual(inJson, inParquet)).toBe(true);
});

test('a data set without rows keeps its columns', async () => {
  const manifest = await write(0);
  expect(manifest.files.map((file) => file.rows)).toEqual([0, 0]);
  expect(await parquetRows(PARQUET)).toEqual([]);
  expect(await recountDataSet(directory)).toEqual([]);
});

test('equal input gives equal bytes, and replaces what was there', async () => {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'old.txt'), 'old');
  await write(5, { rowsPerShard: 2 });
  const first = await tree(directory);
  expect(first).not.toHaveProperty('old.txt');
  await write(5, { rowsPerShard: 2 });
  expect(await tree(directory)).toEqual(first);
  expect(await readdir(join(parent, 'sets'))).toEqual(["it's a set"]);
});

test('no file says where it was written', async () => {
  await write(2);
  for (const content of Object.values(await tree(directory))) {
    expect(Buffer.from(content, 'base64').includes(parent)).toBe(false);
  }
});

test('the directory can be read by others', async () => {
  await write(1);
  expect((await stat(directory)).mode & 0o777).toBe(0o755);
});

describe('what fails leaves nothing and harms nothing', () => {
  async function* failing(): AsyncGenerator<Sample> {
    yield sample(0);
    throw new Error('the store is gone at /secret/path');
  }
  const aborted = AbortSignal.abort();

  test.each<[string, Partial<DataSetInput>, Partial<NexError>]>([
    ['samples that fail', { samples: failing() }, { code: 'internal' }],
    ['a signal', { signal: aborted }, { code: 'cancelled' }],
    [
      'a funnel with other rows',
      { manifest: manifestInput(3) },
      { code: 'conflict', where: 'manifest.funnel.kept' },
    ],
    [
      'a funnel with other reasons',
      { manifest: manifestInput(2, { funnel: { ...manifestInput(2).funnel, dropped: 4 } }) },
      { code: 'conflict', where: 'manifest.funnel.dropReasons' },
    ],
  ])('%s', async (_, changes, error) => {
    await write(1);
    const before = await tree(parent);
    const failure = await write(2, changes).then(
      () => undefined,
      (thrown: NexError) => thrown,
    );
    expect(failure).toMatchObject(error);
    expect(failure?.message).not.toContain('/secret');
    expect(await tree(parent)).toEqual(before);
  });

  test('nothing is seen before the end', async () => {
    const seen: string[][] = [];
    async function* watched(): AsyncGenerator<Sample> {
      for (const index of [0, 1, 2]) {
        seen.push((await readdir(join(parent, 'sets'))).filter((name) => !name.startsWith('.')));
        yield sample(index);
      }
    }
    await write(3, { samples: watched(), rowsPerShard: 1 });
    expect(seen).toEqual([[], [], []]);
  });
});

describe('the card', () => {
  async function card(changes: Partial<DataSetInput> = {}, ofSamples: SampleChanges = {}) {
    await write(3, changes, ofSamples);
    const text = await readFile(join(directory, 'README.md'), 'utf8');
    const header = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '';
    return { text, header: parse(header) as Record<string, unknown> };
  }

  test('has the header that a hub reads', async () => {
    const { header } = await card({ license: 'cc-by-4.0' }, { language: 'zh-CN' });
    expect(header).toMatchObject({
      license: 'cc-by-4.0',
      language: ['zh'],
      pretty_name: 'tea-adviser',
      size_categories: ['n<1K'],
      configs: [
        {
          config_name: 'default',
          default: true,
          data_files: [{ split: 'train', path: 'data/train-*.parquet' }],
        },
      ],
      dataset_info: { config_name: 'default' },
    });
    const { features } = header['dataset_info'] as { features: { name: string }[] };
    expect(features.map((feature) => feature.name)).toEqual(COLUMNS.map(({ name }) => name));
    expect(features).toContainEqual({ name: 'problem_type', list: 'string' });
    expect(header['tags']).toContain('multi-agent');
  });

  test('tells the sentence, the funnel, the composition and the checks, with markup of strangers made plain', async () => {
    const { text } = await card({ checkDescriptions: { loop: 'Drops what goes in circles.' } });
    expect(text).toContain('> A tea adviser &#124; that &#42;searches&#42; the web.');
    expect(text).toContain('| repeated&#95;call | 2 |');
    expect(text).toContain('| **Trajectories kept** | **3** |');
    expect(text).toContain('| search | 3 |');
    expect(text).toContain('| scout | 3 |');
    expect(text).toContain('| `loop` | 1 | Drops what goes in circles. |');
    expect(text).toContain('"query": "Which tea is number 0?"');
  });

  test('says plainly who wrote the rows', async () => {
    const offline = manifestInput(3, {
      model: { name: 'offline', provider: 'offline', offlineModel: true },
    });
    const { text, header } = await card({ manifest: offline }, { offlineModel: true });
    expect(text).toContain(
      "**No language model wrote this data set: the platform's rule-based offline model wrote 3 of its 3 rows.**",
    );
    expect(header['tags']).toContain('offline-model');
    expect((await card()).text).toContain('A language model wrote every assistant message');
  });
});

describe('threads', () => {
  /** More than are proved before any thread is started. */
  const MANY = 90;

  async function* packed(count = MANY): AsyncGenerator<PackedSample> {
    for await (const { trajectory, query, lineage, ...rest } of samples(count)) {
      const { model: _model, offlineModel: _offline, ...own } = lineage;
      yield { ...rest, query, lineage: own, packed: zstdCompressSync(JSON.stringify(trajectory)) };
    }
  }

  const formats: DataSetInput['formats'] = [
    { exporter: 'openai-chat', view: 'root', earlierLeaves: true },
    { exporter: 'hermes', view: 'per-agent', earlierLeaves: true },
  ];
  const split = { train: 0.8, validation: 0.2, test: 0, seed: 3 };

  test('write the same bytes as a single one, also when their buffers come round again', async () => {
    const rounds = 600;
    const files: Record<string, string>[] = [];
    for (const threads of [0, 2]) {
      await write(rounds, { samples: packed(rounds), formats, split, threads });
      files.push(await tree(directory));
    }
    expect(files[1]).toEqual(files[0]);
    await write(rounds, { formats, split, threads: 2 });
    expect(await tree(directory)).toEqual(files[0]);
  });

  test('a sample that cannot be unpacked there ends the work, and nothing is left', async () => {
    async function* broken(): AsyncGenerator<PackedSample> {
      let count = 0;
      for await (const one of packed()) {
        count += 1;
        yield count === MANY ? { ...one, packed: new Uint8Array(8) } : one;
      }
    }
    await expect(write(MANY, { samples: broken(), threads: 1 })).rejects.toMatchObject({ code: 'internal' });
    expect(await readdir(join(parent, 'sets'))).toEqual([]);
  });

  test('are cancelled with the rest', async () => {
    const stop = new AbortController();
    async function* stopped(): AsyncGenerator<PackedSample> {
      let count = 0;
      for await (const one of packed()) {
        count += 1;
        if (count === MANY - 10) stop.abort();
        yield one;
      }
    }
    const writing = write(MANY, { samples: stopped(), threads: 1, signal: stop.signal });
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(join(parent, 'sets'))).toEqual([]);
  });

  test('one that ends by itself is an error, not a wait', async () => {
    const module = new URL('data:text/javascript,process.exit(3)');
    const request = { formats: undefined, tokenizers: undefined, split: undefined };
    await using pool = new ProvingPool(request, 1, module);
    async function* batches() {
      for await (const one of packed()) yield [one];
    }
    const proving = async () => {
      for await (const _ of pool.prove(batches()));
    };
    await expect(proving()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('thread'),
    });
  });
});
