/**
 * The `tokenizer.json` files that formats name, by the digest of their content, in `tokenizers/` of the data directory.
 * One that is there is whole and was read once.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportFormat, NexError } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { readTokenizer, type Tokenizers } from '@nex/dataset';

export const MAX_TOKENIZER_BYTES = 64 * 1024 * 1024;
const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** Repeatable. Throws `invalid_request` for another digest than that of the content, and for what is no tokenizer. */
export async function putTokenizer(
  dataDirectory: string,
  digest: string,
  content: Uint8Array,
): Promise<void> {
  const path = pathOf(dataDirectory, digest);
  const found = digestText(content);
  if (path === undefined || found !== digest) {
    throw new NexError('invalid_request', `The content has the digest ${found}.`, {
      where: 'digest',
      hint: 'Name the SHA-256 of the very bytes that are sent, as sha256: and 64 hex digits.',
    });
  }
  if (await isThere(path)) return;
  readTokenizer(Buffer.from(content).toString('utf8'), 'body');
  await mkdir(join(dataDirectory, 'tokenizers'), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Those that the formats name and that are there, with their content. */
export async function readTokenizers(
  dataDirectory: string,
  formats: readonly ExportFormat[] | undefined,
): Promise<Tokenizers> {
  const tokenizers = new Map<string, string>();
  for (const format of formats ?? []) {
    if (format.exporter !== 'tokens' || tokenizers.has(format.tokenizer)) continue;
    const path = pathOf(dataDirectory, format.tokenizer);
    if (path !== undefined && (await isThere(path)))
      tokenizers.set(format.tokenizer, await readFile(path, 'utf8'));
  }
  return tokenizers;
}

function pathOf(dataDirectory: string, digest: string): string | undefined {
  const [, hex] = DIGEST.exec(digest) ?? [];
  return hex && join(dataDirectory, 'tokenizers', `${hex}.json`);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
