/**
 * Writes a data set: for each format a folder with its rows in shards and the same rows as Parquet, `manifest.json`,
 * `croissant.json`, `SHA256SUMS`, and the card with its charts. Every row is read back from its line before it is written. Equal input gives equal bytes.
 * Memory holds a few batches of samples and the counts.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  boundary,
  type DataSplit,
  type ExportFormat,
  type FormatAccount,
  type Manifest,
  type ManifestFile,
  NexError,
  type Sample,
} from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { throwIfAborted } from './cancelled.ts';
import { renderCard } from './card/card.ts';
import { CHARTS_FOLDER, drawCharts } from './card/charts/index.ts';
import { Composition } from './composition.ts';
import { CROISSANT_FILE, renderCroissant } from './croissant.ts';
import type { Exporter } from './exporters/exporter.ts';
import { FormatWriter } from './format-writer.ts';
import { namedFormats } from './formats.ts';
import { fileFacts } from './jsonl.ts';
import type { PackedSample } from './packed-sample.ts';
import { PARQUET, ParquetMaker } from './parquet.ts';
import type { ProvedFormat } from './proving/prove-samples.ts';
import { proved } from './proving/proved.ts';
import { QUARANTINE_FILE, Quarantine } from './quarantine.ts';
import type { Tokenizers } from './rows/render-row.ts';
import { columnsOf, type RowForm } from './rows/row.ts';
import { SideJob } from './side-job.ts';
import { Staging } from './staging.ts';

/** All of the manifest that the writer does not find out itself. */
export type ManifestInput = Omit<
  Manifest,
  'version' | 'exporters' | 'rows' | 'formats' | 'split' | 'files' | 'digest'
>;

export interface DataSetInput {
  /** Where the data set appears. Replaced as a whole when it exists. */
  directory: string;
  /**
   * The kept trajectories, in the order of their rows. As many as `manifest.funnel.kept`. Packed ones can be proved in
   * threads.
   */
  samples: AsyncIterable<Sample> | AsyncIterable<PackedSample>;
  manifest: ManifestInput;
  /** A folder each, with different names. Default: `openai-chat` in the view `root`, in `data`. */
  formats?: readonly ExportFormat[];
  /** Contents of `tokenizer.json` by digest, for formats that name one. */
  tokenizers?: Tokenizers;
  /** Default: all rows are for training. */
  split?: DataSplit;
  /** Identifier as dataset cards use it, such as `cc-by-4.0`. Default: `unknown`. */
  license?: string;
  /** What each check of the manifest does, for the card. */
  checkDescriptions?: Readonly<Record<string, string>>;
  /** Default 10 000. */
  rowsPerShard?: number;
  /** A shard that reaches this size is closed early, in bytes of its row file. Default 64 MiB. */
  bytesPerShard?: number;
  /** That prove packed samples beside this one; 0: none. Default: one for each core when much is to come. */
  threads?: number;
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
    const composition = new Composition();
    const written = await writeFormats(input, staging.path, composition);
    checkFunnel(input.manifest, composition.rows);
    const exporters = new Map(written.accounts.map(({ exporter, version }) => [exporter, version]));
    const account = composition.account();
    const described: Manifest = {
      version: 1,
      ...input.manifest,
      exporters: [
        ...[...exporters].map(([name, version]) => ({ name, version })),
        { name: PARQUET.name, version: PARQUET.version },
      ],
      rows: composition.rows,
      formats: written.accounts,
      ...(input.split && { split: input.split }),
      composition: account,
      files: written.files,
      digest: filesDigest(written.files),
    };
    const charts = drawCharts(described, account);
    const license = input.license ?? 'unknown';
    const columns = written.forms.map((form) => columnsOf(form));
    const extras = [
      ...charts.map(({ path, svg }) => ({ path, text: svg })),
      { path: CROISSANT_FILE, text: renderCroissant({ manifest: described, columns, license }) },
    ];
    const manifest: Manifest = { ...described, extras: await writeExtras(staging.path, extras) };
    const card = renderCard({
      manifest,
      composition: account,
      charts,
      columns: columns[0] ?? [],
      excerpt: written.firstRow,
      license,
      checkDescriptions: input.checkDescriptions ?? {},
    });
    await writeFile(join(staging.path, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await writeFile(join(staging.path, 'README.md'), card);
    await writeChecksums(staging.path, manifest, written.isQuarantined);
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
  accounts: FormatAccount[];
  forms: RowForm<Exporter>[];
  /** Of the first format. */
  firstRow: unknown;
  isQuarantined: boolean;
}

const NO_ROWS: ProvedFormat = { lines: new Uint8Array(), rows: [], refused: [] };

async function writeFormats(input: DataSetInput, root: string, composition: Composition): Promise<Written> {
  const { signal, rowsPerShard = ROWS_PER_SHARD, bytesPerShard = BYTES_PER_SHARD } = input;
  const formats = namedFormats(input.formats, input.tokenizers);
  const forms = formats.map(({ form }) => form);
  await using quarantine = new Quarantine(root);
  await using parquet = new ParquetMaker(signal);
  await using sideJob = new SideJob();
  await using writers = new AsyncDisposableStack();
  const opened: FormatWriter[] = [];
  for (const format of formats) {
    const settings = { ...format, root, rowsPerShard, bytesPerShard, quarantine, sideJob, parquet };
    opened.push(writers.use(await FormatWriter.create(settings)));
  }
  const { samples, split, tokenizers, threads } = input;
  const count = input.manifest.funnel.kept;
  const proving = { forms, split };
  const request = { formats: input.formats, tokenizers, split };
  for await (const { formats: rows, account } of proved({
    samples,
    proving,
    request,
    threads,
    count,
    signal,
  })) {
    for (const [at, writer] of opened.entries()) await writer.add(rows[at] ?? NO_ROWS);
    composition.addAccount(account);
  }
  const files: ManifestFile[] = [];
  const accounts: FormatAccount[] = [];
  for (const writer of opened) {
    const closed = await writer.close();
    files.push(...closed.files);
    accounts.push(closed.account);
  }
  await quarantine.close();
  return { files, accounts, forms, firstRow: opened[0]?.firstRow, isQuarantined: quarantine.isUsed };
}

/** What is made from the manifest, each file with its text. */
async function writeExtras(
  root: string,
  extras: readonly { path: string; text: string }[],
): Promise<NonNullable<Manifest['extras']>> {
  await mkdir(join(root, CHARTS_FOLDER));
  const written: NonNullable<Manifest['extras']> = [];
  for (const { path, text } of extras) {
    await writeFile(join(root, path), text);
    written.push({ path, ...(await fileFacts(join(root, path))) });
  }
  return written;
}

/** `SHA256SUMS`, as `sha256sum --check` reads it. */
async function writeChecksums(
  root: string,
  { files, extras = [] }: Manifest,
  isQuarantined: boolean,
): Promise<void> {
  const more = ['README.md', 'manifest.json', ...(isQuarantined ? [QUARANTINE_FILE] : [])];
  const lines = [...files, ...extras].map(({ path, digest }) => [digest, path]);
  for (const path of more) lines.push([(await fileFacts(join(root, path))).digest, path]);
  const text = lines.map(([digest = '', path]) => `${digest.replace('sha256:', '')}  ${path}\n`).join('');
  await writeFile(join(root, 'SHA256SUMS'), text);
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
