/**
 * Writes a data set: row files in shards, the same rows as Parquet, `manifest.json` and the card. Equal input gives
 * equal bytes. Memory holds one sample at a time and the counts; a row is written before the next is asked for.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boundary, type Manifest, type ManifestFile, NexError, type Sample } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { renderCard } from './card/card.ts';
import { Composition } from './composition.ts';
import type { Exporter } from './exporters/exporter.ts';
import { DEFAULT_EXPORTER } from './exporters/index.ts';
import { fileFacts, JsonlWriter } from './jsonl.ts';
import { PARQUET, writeParquet } from './parquet.ts';
import { Staging } from './staging.ts';

/** All of the manifest that the writer does not find out itself. */
export type ManifestInput = Omit<Manifest, 'version' | 'exporters' | 'rows' | 'files' | 'digest'>;

export interface DataSetInput {
  /** Where the data set appears. Replaced as a whole when it exists. */
  directory: string;
  /** The kept trajectories, in the order of their rows. As many as `manifest.funnel.kept`. */
  samples: AsyncIterable<Sample>;
  manifest: ManifestInput;
  /** Identifier as dataset cards use it, such as `cc-by-4.0`. Default: `unknown`. */
  license?: string;
  /** What each check of the manifest does, for the card. */
  checkDescriptions?: Readonly<Record<string, string>>;
  /** Default 10 000. */
  rowsPerShard?: number;
  /** A shard that reaches this size is closed early, in bytes of its row file. Default 64 MiB. */
  bytesPerShard?: number;
  signal: AbortSignal;
}

const ROWS_PER_SHARD = 10_000;
const BYTES_PER_SHARD = 64 * 1024 * 1024;

/**
 * Writes and publishes the data set; what it returns is what `manifest.json` holds. On any error nothing of the
 * new data set is left and an older one stays. Errors: `cancelled`; `conflict` when the funnel does not match the
 * rows that came; `internal`; and whatever NexError the samples end with.
 */
export async function writeDataSet(input: DataSetInput): Promise<Manifest> {
  return boundary('internal', 'The data set could not be written.', async () => {
    await using staging = await Staging.beside(input.directory);
    await mkdir(join(staging.path, 'data'));
    const exporter = DEFAULT_EXPORTER;
    const composition = new Composition();
    const written = await writeShards(input, exporter, staging.path, composition);
    checkFunnel(input.manifest, composition.rows);
    const manifest: Manifest = {
      version: 1,
      ...input.manifest,
      exporters: [exporter, PARQUET].map(({ name, version }) => ({ name, version })),
      rows: composition.rows,
      files: written.files,
      digest: filesDigest(written.files),
    };
    const card = renderCard({
      manifest,
      composition,
      columns: exporter.columns,
      excerpt: written.firstRow,
      license: input.license ?? 'unknown',
      checkDescriptions: input.checkDescriptions ?? {},
    });
    await writeFile(join(staging.path, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await writeFile(join(staging.path, 'README.md'), card);
    throwIfAborted(input.signal);
    await staging.publish();
    return manifest;
  });
}

/** Digest over the paths and digests of files, in their order. */
export function filesDigest(files: readonly ManifestFile[]): string {
  return digestJson(files.map(({ path, digest }) => [path, digest]));
}

interface Written {
  files: ManifestFile[];
  firstRow: unknown;
}

async function writeShards(
  input: DataSetInput,
  exporter: Exporter,
  root: string,
  composition: Composition,
): Promise<Written> {
  const { signal, rowsPerShard = ROWS_PER_SHARD, bytesPerShard = BYTES_PER_SHARD } = input;
  const files: ManifestFile[] = [];
  let firstRow: unknown;
  let shards = 0;
  let writer: JsonlWriter | undefined;
  const open = async () => {
    writer = await JsonlWriter.create(join(root, shardPath(shards, exporter.extension)));
    return writer;
  };
  const close = async (done: JsonlWriter) => {
    writer = undefined;
    files.push(...(await finishShard(done, exporter, root, shards, signal)));
    shards += 1;
  };
  try {
    for await (const sample of input.samples) {
      throwIfAborted(signal);
      const row = exporter.row(sample);
      firstRow ??= row;
      composition.add(sample);
      const current = writer ?? (await open());
      await current.write(row);
      if (current.rows >= rowsPerShard || current.bytes >= bytesPerShard) await close(current);
    }
    // A data set without rows still has one pair of files, so that its columns can be read.
    if (writer !== undefined || shards === 0) await close(writer ?? (await open()));
  } finally {
    await writer?.[Symbol.asyncDispose]();
  }
  return { files, firstRow };
}

async function finishShard(
  writer: JsonlWriter,
  { columns, extension }: Exporter,
  root: string,
  shard: number,
  signal: AbortSignal,
): Promise<ManifestFile[]> {
  const { longestLineBytes } = writer;
  const rowFile = { path: shardPath(shard, extension), format: extension, ...(await writer.close()) };
  const path = shardPath(shard, PARQUET.extension);
  const parquetPath = join(root, path);
  const jsonlPath = join(root, rowFile.path);
  await writeParquet({ jsonlPath, parquetPath, columns, longestLineBytes, signal });
  const parquetFile = {
    path,
    format: PARQUET.name,
    rows: rowFile.rows,
    ...(await fileFacts(parquetPath)),
  };
  return [rowFile, parquetFile];
}

function shardPath(shard: number, extension: string): string {
  return `data/train-${String(shard).padStart(5, '0')}.${extension}`;
}

function checkFunnel({ funnel }: ManifestInput, rows: number): void {
  const reasons = Object.values(funnel.dropReasons).reduce((sum, count) => sum + count, 0);
  if (funnel.kept !== rows) {
    throw new NexError('conflict', `The funnel counts ${funnel.kept} kept trajectories, but ${rows} came.`, {
      where: 'manifest.funnel.kept',
      hint: 'Count the funnel from the same rows that are exported, after the last verdict is in.',
    });
  }
  if (funnel.dropped !== reasons) {
    throw new NexError(
      'conflict',
      `The funnel counts ${funnel.dropped} dropped trajectories, but ${reasons} reasons.`,
      {
        where: 'manifest.funnel.dropReasons',
        hint: 'Book each dropped trajectory under exactly one reason.',
      },
    );
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new NexError('cancelled', 'Writing the data set was cancelled.');
}
