/** A file of JSON lines that is being written. Lines are gathered in chunks, so memory holds one chunk a file. */
import type { Compression } from '@nex/core';
import { FileSink } from './file-sink.ts';
import type { FileFacts } from './jsonl.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Owns its file from `create` to `close`. */
export class JsonlWriter implements AsyncDisposable {
  readonly #sink: FileSink;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
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

  /** @param line In UTF-8, with its end. It may change afterwards. */
  async writeLine(line: Uint8Array): Promise<void> {
    await this.#place(line);
    this.rows += 1;
    this.lineBytes += line.length;
    this.longestLineBytes = Math.max(this.longestLineBytes, line.length);
  }

  async #place(line: Uint8Array): Promise<void> {
    if (line.length > CHUNK_BYTES - this.#used) await this.#flush();
    if (line.length > CHUNK_BYTES) return this.#sink.write(line);
    this.#chunk.set(line, this.#used);
    this.#used += line.length;
  }

  async #flush(): Promise<void> {
    if (this.#used === 0) return;
    await this.#sink.write(this.#chunk.subarray(0, this.#used));
    this.#used = 0;
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
