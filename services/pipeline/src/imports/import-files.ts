/** Files that were sent to be imported, by the digest of their content, in `imports/` of the data directory. One that is there is whole. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ImportFile, MAX_IMPORT_BYTES, NexError } from '@nex/core';

const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** Holds a chunk at a time. Repeatable. Throws `too_large`, and `invalid_request` for an empty file. */
export async function storeImportFile(
  dataDirectory: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<ImportFile> {
  const folder = join(dataDirectory, 'imports');
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${randomUUID()}.partial`);
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of content) {
      bytes += chunk.length;
      if (bytes > MAX_IMPORT_BYTES) {
        throw new NexError('too_large', `The file is larger than ${MAX_IMPORT_BYTES} bytes.`, {
          where: 'body',
          hint: 'Import it in parts.',
        });
      }
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(Readable.from(counted()), createWriteStream(draft), { signal });
    if (bytes === 0) throw new NexError('invalid_request', 'The file is empty.', { where: 'body' });
    const digest = `sha256:${hash.digest('hex')}`;
    await rename(draft, importFilePath(dataDirectory, digest));
    return { digest, bytes };
  } finally {
    await rm(draft, { force: true });
  }
}

/** `undefined` when it was never sent. */
export async function importFileBytes(dataDirectory: string, digest: string): Promise<number | undefined> {
  return stat(importFilePath(dataDirectory, digest)).then(
    (found) => found.size,
    () => undefined,
  );
}

export function importFilePath(dataDirectory: string, digest: string): string {
  const [, hex] = DIGEST.exec(digest) ?? [];
  if (hex === undefined)
    throw new NexError('invalid_request', 'The digest is none.', { where: 'file.digest' });
  return join(dataDirectory, 'imports', hex);
}
