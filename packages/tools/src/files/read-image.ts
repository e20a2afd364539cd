/** Reads an image of the workspace as a block that model providers take. */
import { errorOutcome, type ImageBlock, type ToolOutcome } from '@nex/core';
import { imageSize } from 'image-size';
import type { FoundPath } from '../workspace.ts';
import { readFileBytes } from './read-file-bytes.ts';

/** Providers refuse inline images above 5 MB in base64. */
const MAX_IMAGE_BYTES = 3_750_000;
const MAX_EDGE_PIXELS = 8000;
const MIME_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

export type ImageFile =
  | { ok: true; block: ImageBlock; width: number; height: number }
  | { ok: false; outcome: ToolOutcome };

/** The format is told by the content, not by the file's name. What the file system refuses is thrown. */
export async function readImage(
  path: FoundPath,
  options: { signal: AbortSignal; detail?: ImageBlock['detail'] },
): Promise<ImageFile> {
  const refuse = (text: string): ImageFile => ({ ok: false, outcome: errorOutcome('tool_error', text) });
  const file = await readFileBytes(path, { signal: options.signal });
  if (!file.ok) return file;
  const size = sizeOf(file.bytes);
  if (!size) return refuse(`UNSUPPORTED_FORMAT: ${path.shownPath} is not a PNG, JPEG, GIF or WebP image.`);
  const { width, height, mimeType } = size;
  if (width > MAX_EDGE_PIXELS || height > MAX_EDGE_PIXELS) {
    return refuse(
      `IMAGE_TOO_LARGE: ${path.shownPath} has ${width}x${height} pixels; at most ${MAX_EDGE_PIXELS} along an edge can be ` +
        'shown. Make a smaller copy and read that.',
    );
  }
  if (file.bytes.length > MAX_IMAGE_BYTES) {
    return refuse(
      `IMAGE_TOO_LARGE: ${path.shownPath} has ${file.bytes.length} bytes; at most ${MAX_IMAGE_BYTES} can be shown. ` +
        'Make a smaller copy and read that.',
    );
  }
  const url = `data:${mimeType};base64,${file.bytes.toString('base64')}`;
  const block: ImageBlock = {
    type: 'image',
    url,
    mimeType,
    ...(options.detail && { detail: options.detail }),
  };
  return { ok: true, block, width, height };
}

function sizeOf(bytes: Uint8Array): { width: number; height: number; mimeType: string } | undefined {
  try {
    const { width, height, type = '' } = imageSize(bytes);
    const mimeType = Object.hasOwn(MIME_TYPES, type) ? MIME_TYPES[type] : undefined;
    return mimeType && width > 0 && height > 0 ? { width, height, mimeType } : undefined;
  } catch {
    return undefined;
  }
}
