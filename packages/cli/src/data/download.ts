/** Fetches the files of a data set. A file appears under its name only when it is whole. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Client } from '@nex/client';
import { NexError } from '@nex/core';

export interface Downloaded {
  files: number;
  bytes: number;
}

/** Of the newest version, or of the one named. Replaces what lies in the folder under the same names. Throws when a file is shorter or longer than announced. */
export async function downloadDataSet(
  client: Client,
  buildId: string,
  folder: string,
  { version, signal }: { version?: number; signal?: AbortSignal } = {},
): Promise<Downloaded> {
  const options = signal ? { signal } : {};
  const of = { ...options, ...(version !== undefined && { version }) };
  const { files } = await client.builds.files(buildId, of);
  let total = 0;
  for (const { path, bytes } of files) {
    const target = inside(folder, path);
    const part = `${target}.part`;
    await mkdir(dirname(target), { recursive: true });
    const body = await client.builds.file(buildId, path, of);
    const sink = createWriteStream(part);
    try {
      // The two declarations of the same web stream differ between lib.dom and node:stream/web.
      await pipeline(Readable.fromWeb(body as NodeReadableStream<Uint8Array>), sink, options);
      if (sink.bytesWritten !== bytes) {
        throw new NexError('unavailable', `The file has ${sink.bytesWritten} bytes instead of ${bytes}.`, {
          where: path,
          hint: 'The connection may have broken: fetch the data set again.',
        });
      }
      await rename(part, target);
    } catch (thrown) {
      await rm(part, { force: true });
      throw thrown;
    }
    total += bytes;
  }
  return { files: files.length, bytes: total };
}

/** Names come from the server: none may lead out of the folder. */
function inside(folder: string, path: string): string {
  const target = resolve(folder, path);
  if (target.startsWith(resolve(folder) + sep)) return target;
  throw new NexError('internal', 'The server names a file outside the data set.', { where: join('…', path) });
}
