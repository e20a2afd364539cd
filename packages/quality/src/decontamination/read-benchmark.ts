/**
 * Benchmark files as lines of text. JSONL gives each text of each object; CSV each field; plain text its lines, of which
 * those without an empty one between them are one paragraph.
 */
import { type BenchmarkFormat, isJsonObject, type Json, NexError } from '@nex/core';
import { csvRows } from './csv-rows.ts';

/** A line of a file of a user, in the order of the file. */
export interface BenchmarkLine {
  file: string;
  /** From 1. */
  line: number;
  text: string;
}

export interface BenchmarkItem {
  file: string;
  line: number;
  kind: 'text' | 'tool' | 'repository';
  text: string;
  /** Goes on with the item before it: a line of a paragraph that was wrapped. */
  continues: boolean;
}

/** Fields whose value is a repository, as `owner/name` or its address. */
const REPOSITORY = /^(?:repo|repository|repo_name|repo_url)$/i;
/** Fields that hold tools; their names are in `name` or are the texts themselves. */
const TOOLS = /^(?:tools?|functions?|apis?|tool_names?)$/i;
const MAX_DEPTH = 12;

/** @throws NexError `invalid_request` with file and line where JSON is broken. */
export async function* readBenchmark(
  lines: AsyncIterable<BenchmarkLine>,
  format: BenchmarkFormat,
): AsyncGenerator<BenchmarkItem> {
  if (format === 'csv') yield* readCsv(withoutMark(lines));
  else if (format === 'jsonl') yield* readJsonl(withoutMark(lines));
  else yield* readText(withoutMark(lines));
}

/** Some programs begin a file with a mark of its byte order. */
async function* withoutMark(lines: AsyncIterable<BenchmarkLine>): AsyncGenerator<BenchmarkLine> {
  for await (const line of lines) {
    yield line.line === 1 ? { ...line, text: line.text.replace(/^\uFEFF/, '') } : line;
  }
}

async function* readText(lines: AsyncIterable<BenchmarkLine>): AsyncGenerator<BenchmarkItem> {
  let before = '';
  for await (const { file, line, text } of lines) {
    const blank = text.trim() === '';
    if (!blank) yield { file, line, kind: 'text', text, continues: before === file };
    before = blank ? '' : file;
  }
}

async function* readJsonl(lines: AsyncIterable<BenchmarkLine>): AsyncGenerator<BenchmarkItem> {
  for await (const { file, line, text } of lines) {
    if (text.trim() === '') continue;
    let value: Json;
    try {
      value = JSON.parse(text) as Json;
    } catch (cause) {
      throw new NexError('invalid_request', 'A line of the benchmark is no JSON.', {
        where: `${file}:${line}`,
        hint: 'Mend the line, or read the file as plain text.',
        cause,
      });
    }
    for (const [kind, found] of textsIn(value)) yield { file, line, kind, text: found, continues: false };
  }
}

function* textsIn(value: Json, key = '', depth = 0): Generator<[BenchmarkItem['kind'], string]> {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string') yield [kindOf(key), value];
  else if (Array.isArray(value)) {
    for (const item of value) yield* textsIn(item, key, depth + 1);
  } else if (isJsonObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (TOOLS.test(key) && name === 'name' && typeof item === 'string') yield ['tool', item];
      else yield* textsIn(item, name === 'function' && TOOLS.test(key) ? key : name, depth + 1);
    }
  }
}

/** Of a text, by the name that it is the value of. */
function kindOf(name: string): BenchmarkItem['kind'] {
  if (REPOSITORY.test(name)) return 'repository';
  return TOOLS.test(name) ? 'tool' : 'text';
}

/** The first row names the columns, and counts as text too: not every file has such a row. */
async function* readCsv(lines: AsyncIterable<BenchmarkLine>): AsyncGenerator<BenchmarkItem> {
  let named = '';
  let kinds: BenchmarkItem['kind'][] = [];
  for await (const { file, line, fields } of csvRows(lines)) {
    const isFirst = file !== named;
    if (isFirst) kinds = fields.map((name) => kindOf(name.trim()));
    named = file;
    for (const [column, text] of fields.entries()) {
      const kind = isFirst ? 'text' : (kinds[column] ?? 'text');
      if (text.trim() !== '') yield { file, line, kind, text, continues: false };
    }
  }
}
