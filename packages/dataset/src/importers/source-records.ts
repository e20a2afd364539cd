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

/**
 * @param lines Without their line breaks. Holds one line; of a document, all of it. What does not read by itself begins a
 * document, until a line after it reads as an object: then all are lines, and the first ones are broken.
 */
export async function* sourceRecords(lines: AsyncIterable<string>): AsyncGenerator<ReadRecord> {
  let document: Line[] = [];
  let isLines = false;
  for await (const line of numbered(lines)) {
    if (!isLines) {
      const isOpening = document.length === 0 ? 'fault' in parsed(line.text) : !endsDoubt(document, line);
      if (isOpening) {
        document.push(line);
        continue;
      }
      isLines = true;
      for (const before of document) yield* recordsOf(before);
      document = [];
    }
    yield* recordsOf(line);
  }
  const [first] = document;
  if (!first) return;
  const last = document.at(-1) ?? first;
  const where = first === last ? '' : `as one document (lines ${first.line} to ${last.line}): `;
  yield* recordsOf({ line: first.line, text: document.map(({ text }) => text).join('\n') }, where);
}

/** A first line that is only a bracket leaves no doubt. */
function endsDoubt([first]: readonly Line[], { text }: Line): boolean {
  const isDocument = first !== undefined && /^\s*[[{]\s*$/.test(first.text);
  return !isDocument && text.startsWith('{') && !('fault' in parsed(text));
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
