/** Images as ATIF has them: an address and one of four media types. */
import type { ImageBlock } from '@nex/core';
import { type Losses, lose } from '../../losses/losses.ts';

const MEDIA_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
const EXTENSIONS: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** The image with its media type; `undefined` when it has none of the four. */
export function heldImage({ url, mimeType, detail }: ImageBlock, losses: Losses): ImageBlock | undefined {
  const type = mimeType ?? typeIn(url);
  if (type === undefined || !MEDIA_TYPES.includes(type)) {
    lose(losses, 'images');
    return undefined;
  }
  if (mimeType === undefined || detail !== undefined) lose(losses, 'image_hints');
  return { type: 'image', url, mimeType: type };
}

function typeIn(url: string): string | undefined {
  const stated = /^data:([\w/+.-]+)[;,]/.exec(url)?.[1];
  if (stated !== undefined) return stated;
  const extension = /\.(\w+)(?:[?#].*)?$/.exec(url)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}
