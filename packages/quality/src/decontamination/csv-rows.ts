/** Rows of CSV (RFC 4180). Quotation marks count where a field begins; anywhere else they are signs like others. */
import type { BenchmarkLine } from './read-benchmark.ts';

export interface CsvRow {
  file: string;
  /** On which it begins; a field in quotation marks may hold line breaks. */
  line: number;
  fields: string[];
}

/** Holds a row. One that is open at the end of its file ends there. */
export async function* csvRows(lines: AsyncIterable<BenchmarkLine>): AsyncGenerator<CsvRow> {
  let open: { file: string; line: number; reader: RowReader } | undefined;
  for await (const { file, line, text } of lines) {
    if (open && open.file !== file) yield { file: open.file, line: open.line, fields: open.reader.end() };
    const row = open?.file === file ? open : { file, line, reader: new RowReader() };
    const isWhole = row.reader.read(text);
    open = isWhole ? undefined : row;
    if (isWhole) yield { file, line: row.line, fields: row.reader.end() };
  }
  if (open) yield { file: open.file, line: open.line, fields: open.reader.end() };
}

class RowReader {
  readonly #fields: string[] = [];
  /** Parts of a field whose quotation mark is not closed yet. */
  #open: string[] | undefined;

  /** @returns Whether the row ends with the line. */
  read(text: string): boolean {
    this.#open?.push('\n');
    let at = this.#open ? this.#readQuoted(this.#open, text, 0) : this.#readField(text, 0);
    while (at < text.length) at = this.#readField(text, at + 1);
    return this.#open === undefined;
  }

  end(): string[] {
    if (this.#open) this.#fields.push(this.#open.join(''));
    return this.#fields;
  }

  /** @returns Where the field ends: at a comma, or at the end of the line. */
  #readField(text: string, start: number): number {
    if (text[start] === '"') return this.#readQuoted([], text, start + 1);
    const end = commaOf(text, start);
    this.#fields.push(text.slice(start, end));
    return end;
  }

  #readQuoted(parts: string[], text: string, start: number): number {
    let from = start;
    for (let mark = text.indexOf('"', from); mark >= 0; mark = text.indexOf('"', from)) {
      parts.push(text.slice(from, mark));
      from = mark + 1;
      if (text[from] === '"') {
        parts.push('"');
        from += 1;
        continue;
      }
      const end = commaOf(text, from);
      this.#fields.push(parts.join('') + text.slice(from, end));
      this.#open = undefined;
      return end;
    }
    parts.push(text.slice(from));
    this.#open = parts;
    return text.length;
  }
}

function commaOf(text: string, from: number): number {
  const at = text.indexOf(',', from);
  return at < 0 ? text.length : at;
}
