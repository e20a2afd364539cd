/** Lines of one file in, trajectories and rejections out, in one pass. */
import { NexError } from '@nex/core';
import type { ImportFormat, ReadItem, Rejection, SourceRecord } from './importer.ts';
import { detectFormat, IMPORTERS, importerNamed } from './index.ts';
import { type ReadRecord, sourceRecords } from './source-records.ts';

export interface ImportOptions {
  /** Where the lines come from, for the provenance and for errors: the name of a file. */
  source: string;
  /** Default: found out from the first records. */
  format?: ImportFormat;
  /** Traces that are held open at a time. Default 100. */
  maxOpenTraces?: number;
  onFormat?: (format: ImportFormat) => void;
}

/** So many records may be of no format before one is. */
const MAX_UNKNOWN = 20;

/**
 * Throws `invalid_request` when no format is given and none fits. Rejections come as they are found, those of lines that
 * are no JSON at the latest with the next trajectory.
 */
export async function* importTrajectories(
  lines: AsyncIterable<string>,
  { source, format, maxOpenTraces = 100, onFormat }: ImportOptions,
): AsyncGenerator<ReadItem> {
  const records = sourceRecords(lines);
  const first: ReadRecord[] = [];
  const chosen = format ?? (await formatOf(records, first, source));
  onFormat?.(chosen);
  const rejections: Rejection[] = [];
  let line = 0;
  const told = async function* () {
    for await (const record of valid(first, records, rejections)) {
      line = record.line;
      yield record;
    }
  };
  for await (const item of importerNamed(chosen).read(told(), { source, maxOpenTraces })) {
    yield* flush(rejections);
    yield item.kind === 'trajectory' ? { ...item, line } : item;
  }
  yield* flush(rejections);
}

/** Takes records until one has a format; they are in `taken`. */
async function formatOf(
  records: AsyncGenerator<ReadRecord>,
  taken: ReadRecord[],
  source: string,
): Promise<ImportFormat> {
  const faults: string[] = [];
  while (taken.length < MAX_UNKNOWN) {
    const next = await records.next();
    if (next.done) break;
    taken.push(next.value);
    if (next.value.kind === 'record') {
      const found = detectFormat([next.value.record.value]);
      if (found) return found;
      faults.push(`line ${next.value.record.line} has the form of no format`);
    } else faults.push(`line ${next.value.rejection.line}: ${next.value.rejection.note}`);
  }
  throw new NexError(
    'invalid_request',
    `The format is not known: ${faults[0] ?? 'there is nothing in it'}.`,
    {
      where: source,
      hint: `Name one of the formats: ${IMPORTERS.map(({ name }) => name).join(', ')}.`,
    },
  );
}

async function* valid(
  first: readonly ReadRecord[],
  rest: AsyncIterable<ReadRecord>,
  rejections: Rejection[],
): AsyncGenerator<SourceRecord> {
  for (const read of first) {
    if (read.kind === 'record') yield read.record;
    else rejections.push(read.rejection);
  }
  for await (const read of rest) {
    if (read.kind === 'record') yield read.record;
    else rejections.push(read.rejection);
  }
}

function* flush(rejections: Rejection[]): Generator<Extract<ReadItem, { kind: 'rejected' }>> {
  for (const rejection of rejections.splice(0)) yield { kind: 'rejected', rejection };
}
