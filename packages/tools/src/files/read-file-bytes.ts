/** Reads regular files of the workspace whole, up to a limit. */
import { constants } from 'node:fs/promises';
import { errorOutcome, type ToolOutcome } from '@nex/core';
import type { FoundPath } from '../workspace.ts';
import { openVerified } from './verified-open.ts';

/** Largest file that a tool reads or writes. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export type FileBytes =
  | { ok: true; bytes: Buffer; mode: number; modifiedMs: number }
  | { ok: false; outcome: ToolOutcome };

/** What the file system refuses, a missing file among it, is thrown. */
export async function readFileBytes(
  path: FoundPath,
  options: { signal: AbortSignal; maxBytes?: number },
): Promise<FileBytes> {
  const { signal, maxBytes = MAX_FILE_BYTES } = options;
  const refuse = (text: string): FileBytes => ({ ok: false, outcome: errorOutcome('tool_error', text) });
  await using file = await openVerified(path.hostPath, constants.O_RDONLY);
  const stat = await file.stat();
  if (stat.isDirectory()) return refuse(`PATH_IS_DIRECTORY: ${path.shownPath} is a directory, not a file.`);
  if (!stat.isFile()) return refuse(`NOT_A_FILE: ${path.shownPath} is not a regular file.`);
  if (stat.size > maxBytes) {
    return refuse(
      `FILE_TOO_LARGE: ${path.shownPath} has ${stat.size} bytes; this tool reads at most ${maxBytes}.`,
    );
  }
  return {
    ok: true,
    bytes: await file.readFile({ signal }),
    mode: stat.mode & 0o777,
    modifiedMs: stat.mtimeMs,
  };
}
