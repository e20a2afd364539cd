/** Reads text files of the workspace: to show them, or to edit them without a change to what is not edited. */
import { errorOutcome, type ToolOutcome } from '@nex/core';
import type { FoundPath } from '../workspace.ts';
import { readFileBytes } from './read-file-bytes.ts';

export type FileText = { ok: true; text: string; mode: number } | { ok: false; outcome: ToolOutcome };

interface TextOptions {
  /**
   * The text encodes to the same bytes again: a byte order mark stays, and bytes that are no UTF-8 are refused
   * (NOT_UTF8). Without it such bytes become U+FFFD.
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

/** A zero byte is no text (BINARY_FILE). */
export function decodeText(
  bytes: Uint8Array,
  path: FoundPath,
  { exact }: TextOptions,
): { ok: true; text: string } | { ok: false; outcome: ToolOutcome } {
  if (bytes.includes(0)) {
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
