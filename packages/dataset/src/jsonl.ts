/** JSON lines: one value per line, UTF-8, `\n` after each. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';

export interface FileFacts {
  rows: number;
  bytes: number;
  /** `sha256:…` */
  digest: string;
}

/** Signs that JSON allows bare but that some readers take for the end of a line. */
const LINE_SIGNS = ['\u0085', '\u2028', '\u2029'];

/** A line with its end. */
export function jsonLine(value: unknown): string {
  return `${lineText(value)}\n`;
}

/** A line without its end: to add that to a long text copies the text. */
export function lineText(value: unknown): string {
  const json = JSON.stringify(value);
  return LINE_SIGNS.some((sign) => json.includes(sign)) ? withoutLineSigns(json) : json;
}

function withoutLineSigns(json: string): string {
  let text = json;
  for (const sign of LINE_SIGNS) {
    text = text.replaceAll(sign, `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  return text;
}

/** Lines of a file without their `\n`; only `\n` ends a line. `.zst` is decompressed. Memory: one line. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of bytesOf(path)) {
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

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  if (!path.endsWith('.zst')) return yield* file as AsyncIterable<Buffer>;
  const plain = createZstdDecompress();
  const done = pipeline(file, plain);
  try {
    yield* plain as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
    plain.destroy();
    await done.catch(() => undefined);
  }
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
