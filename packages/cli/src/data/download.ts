/** Fetches the files of a data set. A file appears under its name only when it is whole. */
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Client } from '@nex/client';
import { BundlePath, Manifest, NexError, parseJsonObject } from '@nex/core';

export interface Downloaded {
  files: number;
  bytes: number;
}

/**
 * Of the newest version, or of the one named. Takes the place of a data set that lies in the folder; other files stay, unless
 * they have the same names. Throws when a file is shorter or longer than announced.
 */
export async function downloadDataSet(
  client: Client,
  buildId: string,
  folder: string,
  { version, signal }: { version?: number; signal?: AbortSignal } = {},
): Promise<Downloaded> {
  const options = signal ? { signal } : {};
  const of = { ...options, ...(version !== undefined && { version }) };
  const { files } = await client.builds.files(buildId, of);
  const before = await dataSetFiles(folder);
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
  const fetched = new Set(files.map(({ path }) => path));
  for (const path of before.filter((one) => !fetched.has(one))) {
    const target = inside(folder, path);
    await rm(target, { force: true });
    // The folder of a format goes with its last file.
    if (dirname(target) !== resolve(folder)) await rmdir(dirname(target)).catch(() => undefined);
  }
  return { files: files.length, bytes: total };
}

/** What a data set in the folder says that it is made of. Empty when there is none. */
async function dataSetFiles(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => '');
  const { data } = Manifest.safeParse(parseJsonObject(text));
  if (!data) return [];
  const paths = [...data.files, ...(data.extras ?? [])].map(({ path }) => path);
  return [...paths.filter((path) => BundlePath.safeParse(path).success), 'quarantine.jsonl'];
}

/** Names come from the server: none may lead out of the folder. */
function inside(folder: string, path: string): string {
  const target = resolve(folder, path);
  if (target.startsWith(resolve(folder) + sep)) return target;
  throw new NexError('internal', 'The server names a file outside the data set.', { where: join('…', path) });
}
