/**
 * Records of a file: JSON lines, or one JSON document over many lines. A document or line that is a list is a record
 * per item. A line that is no JSON is a rejection and does not end the reading.
 */
import type { ImportItem, SourceRecord } from './importer.ts';

export type ReadRecord = { kind: 'record'; record: SourceRecord } | Extract<ImportItem, { kind: 'rejected' }>;

interface Line {
  line: number;
  text: string;
}

/** @param lines Without their line breaks. Holds one line; of a document, all of it. */
export async function* sourceRecords(lines: AsyncIterable<string>): AsyncGenerator<ReadRecord> {
  let first: Line | undefined;
  let isLines = false;
  let document: Line[] | undefined;
  for await (const line of numbered(lines)) {
    if (document) {
      document.push(line);
      continue;
    }
    if (first) {
      // What does not read by itself is the beginning of a document, unless the line after it does.
      if (/^\s*[[{]\s*$/.test(first.text) || 'fault' in parsed(line.text)) {
        document = [first, line];
        continue;
      }
      yield* recordsOf(first);
      first = undefined;
    } else if (!isLines && 'fault' in parsed(line.text)) {
      first = line;
      continue;
    }
    isLines = true;
    yield* recordsOf(line);
  }
  if (first && !document) yield* recordsOf(first);
  if (document) {
    const line = document[0]?.line ?? 1;
    const where = `as one document (lines ${line} to ${document.at(-1)?.line ?? line}): `;
    yield* recordsOf({ line, text: document.map(({ text }) => text).join('\n') }, where);
  }
}

async function* numbered(lines: AsyncIterable<string>): AsyncGenerator<Line> {
  let line = 0;
  for await (const raw of lines) {
    line += 1;
    const text = line === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (text.trim() !== '') yield { line, text };
  }
}

function* recordsOf({ line, text }: Line, where = ''): Generator<ReadRecord> {
  const read = parsed(text);
  if ('fault' in read)
    yield { kind: 'rejected', rejection: { line, reason: 'not_json', note: where + read.fault } };
  else if (!Array.isArray(read.value)) yield { kind: 'record', record: { line, value: read.value } };
  else for (const value of read.value as unknown[]) yield { kind: 'record', record: { line, value } };
}

function parsed(text: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (thrown) {
    return { fault: thrown instanceof Error ? thrown.message : 'no JSON' };
  }
}
