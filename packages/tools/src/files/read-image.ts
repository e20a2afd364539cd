/** Reads an image of the workspace as a block that model providers take. */
import { errorOutcome, type ImageBlock, type ToolOutcome } from '@nex/core';
import type { FoundPath } from '../workspace.ts';
import { readFileBytes } from './read-file-bytes.ts';
import { type SizedImage, shrinkImage } from './shrink-image.ts';

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
  | {
      ok: true;
      block: ImageBlock;
      width: number;
      height: number;
      /** What was asked for and is otherwise, as a sentence. */
      note?: string;
    }
  | { ok: false; outcome: ToolOutcome };

export interface ImageOptions {
  signal: AbortSignal;
  detail?: ImageBlock['detail'];
  /** Pixels of the longer edge; larger images are made smaller. Default: as they are. */
  maxEdge?: number;
}

/** The format is told by the content, not by the file's name. What the file system refuses is thrown. */
export async function readImage(path: FoundPath, options: ImageOptions): Promise<ImageFile> {
  const refuse = (text: string): ImageFile => ({ ok: false, outcome: errorOutcome('tool_error', text) });
  const { signal, detail, maxEdge = Number.POSITIVE_INFINITY } = options;
  const file = await readFileBytes(path, { signal });
  if (!file.ok) return file;
  const size = await sizeOf(file.bytes);
  if (!size) return refuse(`UNSUPPORTED_FORMAT: ${path.shownPath} is not a PNG, JPEG, GIF or WebP image.`);
  const whole: SizedImage = { bytes: file.bytes, ...size };
  const isLarge = Math.max(whole.width, whole.height) > maxEdge;
  const shrunk = isLarge ? await shrinkImage(whole, maxEdge, signal) : undefined;
  const { bytes, width, height, mimeType } = shrunk ?? whole;
  const advice = 'Make a smaller copy and read that.';
  if (width > MAX_EDGE_PIXELS || height > MAX_EDGE_PIXELS) {
    const most = `at most ${MAX_EDGE_PIXELS} along an edge can be shown`;
    return refuse(`IMAGE_TOO_LARGE: ${path.shownPath} has ${width}x${height} pixels; ${most}. ${advice}`);
  }
  if (bytes.length > MAX_IMAGE_BYTES) {
    const most = `at most ${MAX_IMAGE_BYTES} can be shown`;
    return refuse(`IMAGE_TOO_LARGE: ${path.shownPath} has ${bytes.length} bytes; ${most}. ${advice}`);
  }
  const url = `data:${mimeType};base64,${Buffer.from(bytes).toString('base64')}`;
  const block: ImageBlock = { type: 'image', url, mimeType, ...(detail && { detail }) };
  return { ok: true, block, width, height, ...noteOf(whole, isLarge, shrunk) };
}

function noteOf({ width, height }: SizedImage, isLarge: boolean, shrunk?: SizedImage): { note?: string } {
  if (!isLarge) return {};
  if (shrunk) return { note: `Made smaller from ${width}x${height} pixels.` };
  return { note: 'It is shown as it is: only a PNG or JPEG that is whole can be made smaller.' };
}

async function sizeOf(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; mimeType: string } | undefined> {
  // Few agents look at images, and every service starts.
  const { imageSize } = await import('image-size');
  try {
    const { width, height, type = '' } = imageSize(bytes);
    const mimeType = Object.hasOwn(MIME_TYPES, type) ? MIME_TYPES[type] : undefined;
    return mimeType && width > 0 && height > 0 ? { width, height, mimeType } : undefined;
  } catch {
    return undefined;
  }
}
