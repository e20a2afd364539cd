/** A file of JSON lines that is being written. Lines are gathered in chunks, so memory holds one chunk a file. */
import type { Compression } from '@nex/core';
import { FileSink } from './file-sink.ts';
import type { FileFacts } from './jsonl.ts';

const CHUNK_BYTES = 1024 * 1024;
/** Of one unit of UTF-16 in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;
const END_OF_LINE = 10;

/** Owns its file from `create` to `close`. */
export class JsonlWriter implements AsyncDisposable {
  readonly #sink: FileSink;
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;
  rows = 0;
  /** Of the lines, before any compression. */
  lineBytes = 0;
  longestLineBytes = 0;

  private constructor(sink: FileSink) {
    this.#sink = sink;
  }

  /** Fails when the file exists. */
  static async create(path: string, compression: Compression = 'none'): Promise<JsonlWriter> {
    return new JsonlWriter(await FileSink.create(path, compression));
  }

  /** @param text As `lineText` gives it. */
  async writeLine(text: string): Promise<void> {
    const bytes = await this.#place(text);
    this.rows += 1;
    this.lineBytes += bytes;
    this.longestLineBytes = Math.max(this.longestLineBytes, bytes);
  }

  async #place(text: string): Promise<number> {
    const most = text.length * MAX_BYTES_PER_UNIT + 1;
    if (most > CHUNK_BYTES - this.#used) await this.#flush();
    if (most > CHUNK_BYTES) {
      const line = Buffer.from(`${text}\n`);
      await this.#sink.write(line);
      return line.length;
    }
    const start = this.#used;
    this.#used += this.#chunk.write(text, start);
    this.#chunk[this.#used] = END_OF_LINE;
    this.#used += 1;
    return this.#used - start;
  }

  async #flush(): Promise<void> {
    if (this.#used === 0) return;
    const full = this.#chunk.subarray(0, this.#used);
    this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#used = 0;
    await this.#sink.write(full);
  }

  /** Call once. */
  async close(): Promise<FileFacts> {
    await this.#flush();
    return { rows: this.rows, ...(await this.#sink.close()) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sink[Symbol.asyncDispose]();
  }
}
