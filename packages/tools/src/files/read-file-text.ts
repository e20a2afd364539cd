/** Reads text files of the workspace: to show them, or to edit them without a change to what is not edited. */
import { errorOutcome, type ToolOutcome } from '@nex/core';
import { isNoText } from '../sandbox/shown-text.ts';
import type { FoundPath } from '../workspace.ts';
import { readFileBytes } from './read-file-bytes.ts';

export type FileText = { ok: true; text: string; mode: number } | { ok: false; outcome: ToolOutcome };

interface TextOptions {
  /**
   * The text encodes to the same bytes again: a byte order mark stays, and bytes that are no UTF-8 are refused
   * (NOT_UTF8). Without it such bytes become U+FFFD, and UTF-16 with a byte order mark is read, too.
   */
  exact: boolean;
}

/** What the file system refuses, a missing file among it, is thrown. */
export async function readFileText(
  path: FoundPath,
  options: TextOptions & { signal: AbortSignal; maxBytes?: number },
): Promise<FileText> {
  const file = await readFileBytes(path, options);
  if (!file.ok) return file;
  const decoded = decodeText(file.bytes, path, options);
  return decoded.ok ? { ...decoded, mode: file.mode } : decoded;
}

/** A zero byte is no text (BINARY_FILE), nor are bytes of which many stand for no character. */
export function decodeText(
  bytes: Uint8Array,
  path: FoundPath,
  { exact }: TextOptions,
): { ok: true; text: string } | { ok: false; outcome: ToolOutcome } {
  const wide = exact ? undefined : wideEncoding(bytes);
  if (wide !== undefined) return { ok: true, text: new TextDecoder(wide).decode(bytes) };
  if (bytes.includes(0) || (!exact && isGarbage(bytes))) {
    const isImage = /\.(png|jpe?g|gif|webp|bmp)$/i.test(path.shownPath);
    const hint = isImage ? ' Images are read with read_visual_file.' : '';
    const text = `BINARY_FILE: ${path.shownPath} is not a text file.${hint}`;
    return { ok: false, outcome: errorOutcome('tool_error', text) };
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: exact, ignoreBOM: exact }).decode(bytes) };
  } catch {
    const text = `NOT_UTF8: ${path.shownPath} is not UTF-8 text, so it cannot be edited as text.`;
    return { ok: false, outcome: errorOutcome('tool_error', text) };
  }
}

/** Of what a file begins with; decides. */
const SAMPLE_BYTES = 8192;
function isGarbage(bytes: Uint8Array): boolean {
  // A character that the end of the sample cuts is not counted.
  return isNoText(new TextDecoder().decode(bytes.subarray(0, SAMPLE_BYTES), { stream: true }));
}

function wideEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}
