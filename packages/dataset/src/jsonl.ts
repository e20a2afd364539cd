/** JSON lines: one value per line, UTF-8, `\n` after each, counted and hashed while they are written. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export interface FileFacts {
  rows: number;
  bytes: number;
  /** `sha256:…` */
  digest: string;
}

/** Signs that JSON allows bare but that some readers take for the end of a line. */
const LINE_SIGNS = ['\u0085', '\u2028', '\u2029'];

export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${LINE_SIGNS.some((sign) => json.includes(sign)) ? withoutLineSigns(json) : json}\n`;
}

function withoutLineSigns(json: string): string {
  let text = json;
  for (const sign of LINE_SIGNS) {
    text = text.replaceAll(sign, `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  return text;
}

/** Owns its file from `create` to `close`. Disposing an unclosed writer closes the file without syncing it. */
export class JsonlWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #closed = false;
  rows = 0;
  bytes = 0;
  longestLineBytes = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Fails when the file exists. */
  static async create(path: string): Promise<JsonlWriter> {
    return new JsonlWriter(await open(path, 'wx'));
  }

  /** @param text As `jsonLine` gives it. */
  async writeLine(text: string): Promise<void> {
    const line = Buffer.from(text);
    await this.#file.writeFile(line);
    this.#hash.update(line);
    this.rows += 1;
    this.bytes += line.length;
    this.longestLineBytes = Math.max(this.longestLineBytes, line.length);
  }

  /** Call once. */
  async close(): Promise<FileFacts> {
    await this.#file.sync();
    await this[Symbol.asyncDispose]();
    return { rows: this.rows, bytes: this.bytes, digest: `sha256:${this.#hash.digest('hex')}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.close();
  }
}

/** Lines of a file without their `\n`; only `\n` ends a line. Memory: one line. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, at));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8');
}

/** Size and digest of a file as it lies on the disk. */
export async function fileFacts(path: string): Promise<Omit<FileFacts, 'rows'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, digest: `sha256:${hash.digest('hex')}` };
}
