/** Works out what a patch makes of the workspace, without touching it. */
import { errorOutcome, type ToolOutcome } from '@nex/core';
import { isThere } from '../files/is-there.ts';
import { readFileBytes } from '../files/read-file-bytes.ts';
import { decodeText } from '../files/read-file-text.ts';
import type { FoundPath, Workspace } from '../workspace.ts';
import { applyHunks } from './apply-hunks.ts';
import type { FileChange } from './parse-patch.ts';

interface Content {
  bytes: Buffer;
  /** Absent: that of new files. */
  mode?: number;
}

/** One file, before and after; `undefined`: it is not there. */
export interface StagedFile {
  path: FoundPath;
  before: Content | undefined;
  after: Content | undefined;
}

export type Staged =
  | { ok: true; files: StagedFile[]; summary: string[] }
  | { ok: false; outcome: ToolOutcome };

/** Changes see the result of those before them. */
export async function stageChanges(
  workspace: Workspace,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<Staged> {
  const files = new Map<string, StagedFile>();
  const summary: string[] = [];
  const fail = (text: string): Staged => ({
    ok: false,
    outcome: errorOutcome('tool_error', `APPLY_PATCH_FAILED: ${text} Nothing was changed.`),
  });

  /** The file as the changes so far leave it. */
  const stage = async (name: string): Promise<StagedFile | { outcome: ToolOutcome }> => {
    const path = await workspace.resolve(name);
    if (!path.ok) return { outcome: errorOutcome('denied', path.reason) };
    const known = files.get(path.hostPath);
    if (known) return known;
    let before: Content | undefined;
    if (await isThere(path.hostPath)) {
      const read = await readFileBytes(path, { signal });
      if (!read.ok) return { outcome: read.outcome };
      before = { bytes: read.bytes, mode: read.mode };
    }
    const file: StagedFile = { path, before, after: before };
    files.set(path.hostPath, file);
    return file;
  };

  for (const change of changes) {
    signal.throwIfAborted();
    const file = await stage(change.path);
    if ('outcome' in file) return { ok: false, outcome: file.outcome };
    if (change.kind === 'add') {
      summary.push(`${file.after ? 'M' : 'A'} ${change.path}`);
      file.after = { ...file.after, bytes: Buffer.from(change.content) };
      continue;
    }
    if (!file.after) return fail(`FILE_NOT_FOUND: There is no file ${file.path.shownPath}.`);
    if (change.kind === 'delete') {
      file.after = undefined;
      summary.push(`D ${change.path}`);
      continue;
    }
    let after = file.after;
    if (change.hunks.length > 0) {
      const source = decodeText(file.after.bytes, file.path, { exact: true });
      if (!source.ok) return { ok: false, outcome: source.outcome };
      const applied = applyHunks(source.text, change.hunks, file.path.shownPath);
      if (!applied.ok) return fail(applied.fault);
      after = { ...file.after, bytes: Buffer.from(applied.text) };
    }
    if (change.moveTo === undefined) {
      file.after = after;
      summary.push(`M ${change.path}`);
      continue;
    }
    const target = await stage(change.moveTo);
    if ('outcome' in target) return { ok: false, outcome: target.outcome };
    if (target !== file && target.after) return fail(`${target.path.shownPath} is there already.`);
    file.after = undefined;
    target.after = after;
    summary.push(`M ${change.moveTo}`);
  }
  return { ok: true, files: [...files.values()], summary };
}
