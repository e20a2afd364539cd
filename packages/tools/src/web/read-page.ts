/** Gets one address and makes text of what it answers. */
import { NexError } from '@nex/core';
import { textFromHtml } from './text-from-html.ts';

/** More of a body is not read. */
const MAX_BODY_BYTES = 5_000_000;

export interface Page {
  /** Where redirects ended. */
  url: string;
  status: number;
  /** Without parameters; `''` when the server does not tell. */
  contentType: string;
  content: { kind: 'text'; text: string } | { kind: 'binary'; bytes: Uint8Array };
  /** Whether the body was longer than what was read. */
  isCut: boolean;
}

const TEXT_TYPE = /^text\/|[/+](json|xml|yaml|javascript|ecmascript|x-ndjson|toml|csv|x-sh)$|^$/;
const HTML_TYPE = /^(text\/html|application\/xhtml\+xml)$/;

/** Throws what `fetch` throws. */
export async function readPage(
  fetch: typeof globalThis.fetch,
  url: string,
  signal: AbortSignal,
): Promise<Page> {
  const response = await fetch(url, {
    redirect: 'follow',
    headers: {
      accept: 'text/html,text/markdown,text/plain,application/json;q=0.9,*/*;q=0.5',
      'user-agent': 'nex-web-fetch/1',
    },
    signal,
  });
  const header = response.headers.get('content-type') ?? '';
  const contentType = header.split(';')[0]?.trim().toLowerCase() ?? '';
  const { bytes, isCut } = await readBody(response);
  const page = { url: response.url || url, status: response.status, contentType, isCut };
  const isText = TEXT_TYPE.test(contentType) && !(contentType === '' && bytes.includes(0));
  if (!isText) return { ...page, content: { kind: 'binary', bytes } };
  const isHtml = HTML_TYPE.test(contentType);
  const decoded = decode(bytes, charsetOf(header, isHtml ? bytes : undefined));
  const text = isHtml ? await textFromHtml(decoded, signal) : decoded;
  return { ...page, content: { kind: 'text', text } };
}

async function readBody(response: Response): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  if (!response.body) return { bytes: new Uint8Array(), isCut: false };
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the body.
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > MAX_BODY_BYTES) break;
    }
  } catch (thrown) {
    if (!(thrown instanceof NexError && thrown.code === 'too_large')) throw thrown;
    return { bytes: Buffer.concat(chunks), isCut: true };
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, MAX_BODY_BYTES), isCut: length > MAX_BODY_BYTES };
}

function charsetOf(header: string, html: Uint8Array | undefined): string {
  const named = /charset\s*=\s*["']?([\w:.-]+)/i;
  const start = html ? Buffer.from(html.subarray(0, 2048)).toString('latin1') : '';
  return (
    named.exec(header)?.[1] ?? named.exec(/<meta[^>]*charset[^>]*>/i.exec(start)?.[0] ?? '')?.[1] ?? 'utf-8'
  );
}

function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
