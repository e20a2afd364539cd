/** An image's URL taken apart: inline bytes, or an address that the server fetches. */
import type { ImageBlock } from '@nex/core';

export type ImageSource =
  | { kind: 'inline'; mimeType: string; base64: string }
  | { kind: 'address'; url: string; mimeType: string | undefined };

/** @returns Inline bytes for a `data:` URL; one that is not in base64 is brought into it. */
export function imageSource({ url, mimeType }: ImageBlock): ImageSource {
  const match = /^data:([^;,]*)((?:;[^;,]*)*),/i.exec(url);
  if (!match) return { kind: 'address', url, mimeType };
  const [head, declared = '', flags = ''] = match;
  const data = url.slice(head.length);
  const base64 = /;base64$/i.test(flags) ? data : Buffer.from(decoded(data)).toString('base64');
  return { kind: 'inline', mimeType: mimeType ?? (declared || 'image/png'), base64 };
}

/** Text that only looks percent-encoded is taken as it is. */
function decoded(data: string): string {
  try {
    return decodeURIComponent(data);
  } catch {
    return data;
  }
}
