/** Counts a data set again from its files and compares it with what its manifest and its charts claim. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundlePath, type Manifest, type ManifestFile, NexError } from '@nex/core';
import { drawCharts } from './card/charts/index.ts';
import { DEFAULT_EXPORTER, readerNamed } from './exporters/index.ts';
import { fileFacts, readLines } from './jsonl.ts';
import { PARQUET, parquetRowCount } from './parquet.ts';
import { readManifest } from './read-manifest.ts';
import { countedFormat, RowCounter } from './row-counter.ts';
import { readRow } from './rows/row.ts';
import { splitOf } from './split.ts';
import { filesDigest } from './write.ts';

export interface Disagreement {
  /** What was counted: `data/train-00000.jsonl: rows`. */
  what: string;
  claimed: string;
  found: string;
}

/**
 * Every disagreement between the manifest and the files; none means that the data set is whole. A manifest that
 * is missing or unreadable is itself a disagreement. Reads each file once, one row at a time. Errors: `cancelled`;
 * `invalid_request` for a data set that a newer platform wrote.
 */
export async function recountDataSet(
  directory: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Disagreement[]> {
  const found: Disagreement[] = [];
  const compare: Compare = (what, claimed, counted) => {
    if (claimed !== counted) found.push({ what, claimed: String(claimed), found: String(counted) });
  };
  const manifest = await readManifest(directory);
  if (manifest === undefined) {
    compare('manifest.json', 'a manifest of version 1', 'none that can be read');
    return found;
  }
  const rows = new Map<string, number>();
  const from = countedFormat(manifest.formats ?? []);
  const counter = from && new RowCounter(from);
  let isWhole = true;
  for (const file of manifest.files) {
    if (signal.aborted) throw new NexError('cancelled', 'Recounting the data set was cancelled.');
    const read = file.format !== PARQUET.name && folderOf(file.path) === from?.name ? counter : undefined;
    const counted = await recountFile({ directory, file, manifest, compare, signal, counter: read });
    if (counted === undefined) isWhole = false;
    const key = `${file.format} ${folderOf(file.path)}`;
    if (counted !== undefined) rows.set(key, (rows.get(key) ?? 0) + counted);
  }
  for (const [key, count] of rows) {
    const [format = '', folder = ''] = key.split(' ');
    const of = folder === 'data' ? '' : ` of ${folder}`;
    compare(`rows of all ${format} files${of}`, rowsOf(manifest, folder), count);
  }
  const listed = new Set(manifest.files.map((file) => file.path));
  for (const folder of new Set(manifest.files.map((file) => folderOf(file.path)))) {
    for (const path of await filesIn(directory, folder)) {
      if (!listed.has(path)) compare(path, 'not listed', 'a file');
    }
  }
  compareTotals(manifest, compare);
  // Rows that are missing or bad are told already.
  if (counter && isWhole && found.length === 0) compareComposition(manifest, counter, compare);
  await compareExtras(directory, manifest, compare);
  return found;
}

type Compare = (what: string, claimed: string | number, counted: string | number) => void;

function compareTotals({ funnel, ...manifest }: Manifest, compare: Compare): void {
  const reasons = Object.values(funnel.dropReasons).reduce((sum, count) => sum + count, 0);
  compare('funnel: kept', funnel.kept, manifest.rows);
  compare('funnel: dropped, as sum of its reasons', funnel.dropped, reasons);
  compare('digest', manifest.digest, filesDigest(manifest.files));
}

function compareComposition({ composition }: Manifest, counter: RowCounter, compare: Compare): void {
  if (!composition) return;
  const claimed = counter.figuresOf(composition);
  const counted = counter.figures();
  for (const name of new Set([...claimed.keys(), ...counted.keys()])) {
    compare(`composition: ${name}`, claimed.get(name) ?? 0, counted.get(name) ?? 0);
  }
}

/** Every file as it is listed, and every chart as it is drawn from the manifest's counts. */
async function compareExtras(directory: string, manifest: Manifest, compare: Compare): Promise<void> {
  const { composition, extras = [] } = manifest;
  for (const { path, bytes, digest } of extras) {
    const facts = BundlePath.safeParse(path).success
      ? await fileFacts(join(directory, path)).catch(() => undefined)
      : undefined;
    if (!facts) compare(path, 'a readable file', 'none');
    else if (facts.bytes !== bytes || facts.digest !== digest)
      compare(`${path}: digest`, digest, facts.digest);
  }
  for (const { path, svg } of composition ? drawCharts(manifest, composition) : []) {
    const drawn = await readFile(join(directory, path), 'utf8').catch(() => '');
    if (drawn !== svg) compare(`${path}: drawing`, 'the figures of the manifest', 'others');
  }
}

interface FileCount {
  directory: string;
  file: ManifestFile;
  manifest: Manifest;
  compare: Compare;
  signal: AbortSignal;
  /** Counts what the rows are made of. */
  counter: RowCounter | undefined;
}

/** Rows of the file; `undefined` when it cannot be read. */
async function recountFile(count: FileCount): Promise<number | undefined> {
  const { directory, file, compare, signal } = count;
  const path = join(directory, file.path);
  if (!BundlePath.safeParse(file.path).success) {
    compare(file.path, 'a path inside the data set', 'a path outside');
    return undefined;
  }
  try {
    const facts = await fileFacts(path);
    compare(`${file.path}: bytes`, file.bytes, facts.bytes);
    compare(`${file.path}: digest`, file.digest, facts.digest);
    const rows =
      file.format === PARQUET.name ? await parquetRowCount(path, signal) : await recountRows(path, count);
    compare(`${file.path}: rows`, file.rows, rows);
    return rows;
  } catch (thrown) {
    if (thrown instanceof NexError && thrown.code === 'cancelled') throw thrown;
    compare(file.path, 'a readable file', 'none');
    return undefined;
  }
}

/** Reads every row back through its exporter; a row that is none is reported once per file, with its number. */
async function recountRows(path: string, count: FileCount): Promise<number> {
  const { file, manifest, compare, counter } = count;
  const account = manifest.formats?.find(({ name }) => name === folderOf(file.path));
  const exporter = account ? readerNamed(account.exporter, account.version) : DEFAULT_EXPORTER;
  const form = exporter && {
    exporter,
    view: account?.view ?? 'root',
    earlierLeaves: account?.earlierLeaves ?? false,
  };
  let rows = 0;
  let bad = 0;
  let found = 'another';
  for await (const line of readLines(path)) {
    rows += 1;
    if (form === undefined || bad > 0) continue;
    try {
      const row = readRow(form, JSON.parse(line));
      const isOwn = row.buildId === manifest.buildId && (!row.offlineModel || manifest.model.offlineModel);
      const isInPlace = row.task === null || file.path.includes(`/${splitOf(row.task, manifest.split)}-`);
      if (isOwn && isInPlace) counter?.add(row);
      else bad = rows;
    } catch (thrown) {
      bad = rows;
      found = `none (${thrown instanceof NexError ? thrown.message : 'no JSON'})`;
    }
  }
  if (bad > 0)
    compare(`${file.path}: row ${bad}`, `a row of build ${manifest.buildId} and of this split`, found);
  return rows;
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** Where each trajectory is one row, the rows of a format follow from the manifest's. */
function rowsOf(manifest: Manifest, folder: string): number {
  const account = manifest.formats?.find(({ name }) => name === folder);
  if (!account) return manifest.rows;
  const isOneEach = account.view === 'root' && !account.earlierLeaves;
  const quarantined = Object.values(account.quarantined).reduce((sum, count) => sum + count, 0);
  return isOneEach ? manifest.rows - quarantined : account.rows;
}

async function filesIn(directory: string, folder: string): Promise<string[]> {
  if (!BundlePath.safeParse(folder).success) return [];
  try {
    return (await readdir(join(directory, folder))).sort().map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
