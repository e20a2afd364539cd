/** The directory that a tool searches in. */
import { stat } from 'node:fs/promises';
import { errorOutcome, type ToolOutcome } from '@nex/core';
import type { FoundPath, Workspace } from '../workspace.ts';

/** An empty path is the workspace. */
export async function openStart(
  workspace: Workspace,
  directory: string,
): Promise<{ ok: true; path: FoundPath } | { ok: false; outcome: ToolOutcome }> {
  const path = await workspace.resolve(directory === '' ? '.' : directory);
  if (!path.ok) return { ok: false, outcome: errorOutcome('denied', path.reason) };
  const info = await stat(path.hostPath).catch(() => undefined);
  if (info?.isDirectory()) return { ok: true, path };
  const text = info
    ? `NOT_A_DIRECTORY: ${path.shownPath} is a file, not a directory.`
    : `DIRECTORY_NOT_FOUND: There is no directory ${path.shownPath}.`;
  return { ok: false, outcome: errorOutcome('tool_error', text) };
}
