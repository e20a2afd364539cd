/**
 * Writes the rows of one format: shards of JSON lines and the same rows as Parquet, a series for each split. A shard is
 * made into Parquet while the next one is written. Memory holds a chunk of lines for each split and the counts. A row
 * that does not come back goes to the quarantine and to no file of the format.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Compression, type FormatAccount, type ManifestFile, SPLITS, type SplitName } from '@nex/core';
import type { Exporter } from './exporters/exporter.ts';
import { fileFacts } from './jsonl.ts';
import { JsonlWriter } from './jsonl-writer.ts';
import { addLosses, type Losses } from './losses/losses.ts';
import { PARQUET, type ParquetMaker } from './parquet.ts';
import { type ProvedFormat, rowOf } from './proving/prove-samples.ts';
import type { Quarantine } from './quarantine.ts';
import { columnsOf, type RowForm } from './rows/row.ts';
import type { SideJob } from './side-job.ts';

export interface FormatWriterInput {
  form: RowForm<Exporter>;
  /** The format's folder within `root`. */
  name: string;
  root: string;
  rowsPerShard: number;
  bytesPerShard: number;
  /** Of the JSON lines. */
  compression: Compression;
  quarantine: Quarantine;
  /** In which Parquet files are made. */
  sideJob: SideJob;
  parquet: ParquetMaker;
}

/** Owns its files from `create` to `close`. */
export class FormatWriter implements AsyncDisposable {
  readonly #input: FormatWriterInput;
  readonly #series = new Map<SplitName, { shards: number; rows: number; writer: JsonlWriter | undefined }>();
  readonly #files: ManifestFile[] = [];
  readonly #losses: Losses = {};
  readonly #quarantined: Record<string, number> = {};
  /** The first row that was written. */
  firstRow: unknown;

  private constructor(input: FormatWriterInput) {
    this.#input = input;
  }

  static async create(input: FormatWriterInput): Promise<FormatWriter> {
    await mkdir(join(input.root, input.name));
    return new FormatWriter(input);
  }

  async add({ lines, rows, refused }: ProvedFormat): Promise<void> {
    const { name, quarantine } = this.#input;
    for (const row of refused) {
      const { reason } = row.refusal;
      this.#quarantined[reason] = (this.#quarantined[reason] ?? 0) + 1;
      await quarantine.add(name, row);
    }
    let at = 0;
    for (const { split, bytes, losses } of rows) {
      const line = lines.subarray(at, at + bytes);
      at += bytes;
      this.firstRow ??= rowOf(line);
      addLosses(this.#losses, losses);
      await this.#write(split, line);
    }
  }

  /** Call once. Files by name. */
  async close(): Promise<{ files: ManifestFile[]; account: FormatAccount }> {
    // A format without rows still has one pair of files, so that its columns can be read.
    if (this.#series.size === 0) await this.#writer('train');
    for (const split of SPLITS) await this.#finish(split);
    await this.#input.sideJob.end();
    this.#files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const { form, name } = this.#input;
    const splits = SPLITS.flatMap((split) => {
      const series = this.#series.get(split);
      return series ? [[split, series.rows] as const] : [];
    });
    const account: FormatAccount = {
      name,
      exporter: form.exporter.name,
      version: form.exporter.version,
      view: form.view,
      earlierLeaves: form.earlierLeaves,
      ...(form.exporter.madeWith && { madeWith: { ...form.exporter.madeWith } }),
      rows: splits.reduce((sum, [, rows]) => sum + rows, 0),
      splits: Object.fromEntries(splits),
      quarantined: sorted(this.#quarantined),
      losses: sorted(this.#losses),
    };
    return { files: this.#files, account };
  }

  async #write(split: SplitName, line: Uint8Array): Promise<void> {
    const writer = await this.#writer(split);
    await writer.writeLine(line);
    const { rowsPerShard, bytesPerShard } = this.#input;
    if (writer.rows >= rowsPerShard || writer.lineBytes >= bytesPerShard) await this.#finish(split);
  }

  async #writer(split: SplitName): Promise<JsonlWriter> {
    const series = this.#series.get(split) ?? { shards: 0, rows: 0, writer: undefined };
    this.#series.set(split, series);
    series.writer ??= await JsonlWriter.create(
      this.#path(split, series.shards, this.#jsonl),
      this.#input.compression,
    );
    return series.writer;
  }

  async #finish(split: SplitName): Promise<void> {
    const series = this.#series.get(split);
    if (!series?.writer) return;
    const { writer, shards } = series;
    const { longestLineBytes } = writer;
    const facts = await writer.close();
    series.writer = undefined;
    series.shards += 1;
    series.rows += facts.rows;
    const { rows } = facts;
    const jsonl = this.#place(split, shards, this.#jsonl);
    const parquet = this.#place(split, shards, PARQUET.extension);
    this.#files.push({ path: jsonl, format: 'jsonl', ...facts });
    const { root, form, sideJob, parquet: maker } = this.#input;
    await sideJob.start(async () => {
      const jsonlPath = join(root, jsonl);
      const parquetPath = join(root, parquet);
      await maker.make({ jsonlPath, parquetPath, columns: columnsOf(form), longestLineBytes });
      this.#files.push({ path: parquet, format: PARQUET.name, rows, ...(await fileFacts(parquetPath)) });
    });
  }

  get #jsonl(): string {
    return this.#input.compression === 'zstd' ? 'jsonl.zst' : 'jsonl';
  }

  #place(split: SplitName, shard: number, extension: string): string {
    return `${this.#input.name}/${split}-${String(shard).padStart(5, '0')}.${extension}`;
  }

  #path(split: SplitName, shard: number, extension: string): string {
    return join(this.#input.root, this.#place(split, shard, extension));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { writer } of this.#series.values()) await writer?.[Symbol.asyncDispose]();
  }
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
