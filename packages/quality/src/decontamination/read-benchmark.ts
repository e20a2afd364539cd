/**
 * Benchmark files as lines of text. JSONL gives each text of each object; CSV (RFC 4180) each field; plain text its
 * lines, of which those without an empty one between them are one paragraph.
 */
import { type BenchmarkFormat, isJsonObject, type Json, NexError } from '@nex/core';

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
  if (format === 'csv') yield* readCsv(lines);
  else if (format === 'jsonl') yield* readJsonl(lines);
  else yield* readText(lines);
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
  if (typeof value === 'string') {
    if (REPOSITORY.test(key)) yield ['repository', value];
    else if (TOOLS.test(key)) yield ['tool', value];
    else yield ['text', value];
  } else if (Array.isArray(value)) {
    for (const item of value) yield* textsIn(item, key, depth + 1);
  } else if (isJsonObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (TOOLS.test(key) && name === 'name' && typeof item === 'string') yield ['tool', item];
      else yield* textsIn(item, name === 'function' && TOOLS.test(key) ? key : name, depth + 1);
    }
  }
}

/** A field in quotation marks may hold line breaks; its place is the line that it begins on. */
async function* readCsv(lines: AsyncIterable<BenchmarkLine>): AsyncGenerator<BenchmarkItem> {
  let open: { file: string; line: number; text: string } | undefined;
  for await (const { file, line, text } of lines) {
    const row = open === undefined ? { file, line, text } : { ...open, text: `${open.text}\n${text}` };
    open = (row.text.split('"').length - 1) % 2 === 1 && row.file === file ? row : undefined;
    if (open === undefined) yield* fieldsOf(row);
  }
  if (open !== undefined) yield* fieldsOf(open);
}

function* fieldsOf({ file, line, text }: BenchmarkLine): Generator<BenchmarkItem> {
  for (const [, quoted, bare = ''] of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    const field = quoted?.replaceAll('""', '"') ?? bare;
    if (field.trim() !== '') yield { file, line, kind: 'text', text: field, continues: false };
  }
}
