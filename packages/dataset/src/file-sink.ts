/** The bytes of one file: counted, hashed and written in order, compressed first where asked. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, type ZstdCompress } from 'node:zlib';
import type { Compression } from '@nex/core';
import type { FileFacts } from './jsonl.ts';

const ZSTD_PARAMETERS = {
  [constants.ZSTD_c_compressionLevel]: 3,
  [constants.ZSTD_c_checksumFlag]: 1,
};

/** Owns its file from `create` to `close`. Disposing an unclosed sink closes the file without syncing it. */
export class FileSink implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  /** One frame over the whole file, because some readers stop after the first. */
  readonly #frame: { zstd: ZstdCompress; done: Promise<void> } | undefined;
  #bytes = 0;
  #isClosed = false;

  private constructor(file: FileHandle, compression: Compression) {
    this.#file = file;
    if (compression === 'none') return;
    const zstd = createZstdCompress({ params: ZSTD_PARAMETERS });
    const done = pipeline(zstd, async (parts: AsyncIterable<Buffer>) => {
      for await (const part of parts) await this.#append(part);
    });
    // Awaited where the next bytes come and at the end.
    done.catch(() => undefined);
    this.#frame = { zstd, done };
  }

  /** Fails when the file exists. */
  static async create(path: string, compression: Compression): Promise<FileSink> {
    return new FileSink(await open(path, 'wx'), compression);
  }

  /** The chunk may change once this has resolved. */
  async write(chunk: Uint8Array): Promise<void> {
    if (!this.#frame) return this.#append(chunk);
    const { zstd } = this.#frame;
    await new Promise<void>((resolve, reject) => {
      zstd.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#file.writeFile(bytes);
  }

  /** Call once. Size and digest are those of the file as it lies on the disk. */
  async close(): Promise<Omit<FileFacts, 'rows'>> {
    this.#frame?.zstd.end();
    await this.#frame?.done;
    await this.#file.sync();
    await this[Symbol.asyncDispose]();
    return { bytes: this.#bytes, digest: `sha256:${this.#hash.digest('hex')}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#frame && !this.#frame.zstd.writableFinished) this.#frame.zstd.destroy();
    await this.#frame?.done.catch(() => undefined);
    await this.#file.close();
  }
}
