/** Applies a patch to any number of files: all of it, or nothing. */
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { removeFile, writeWhole } from '../files/write-whole.ts';
import { parsePatch } from '../patch/parse-patch.ts';
import { type StagedFile, stageChanges } from '../patch/stage-changes.ts';

const MAX_PATCH_CHARS = 10_000_000;

export const applyPatch = defineBuiltin({
  name: 'apply_patch',
  description:
    'Applies a patch to one or more files. The patch begins with "*** Begin Patch" and ends with "*** End Patch". In ' +
    'between: "*** Add File: <path>" with lines that begin with "+", "*** Delete File: <path>", or "*** Update File: ' +
    '<path>", at will with "*** Move to: <path>", with hunks that begin with "@@" and have lines that begin with a ' +
    'space, "+" or "-". Give a few lines around each change. Either the whole patch is applied or nothing.',
  args: z.object({
    input: z.string().max(MAX_PATCH_CHARS).describe('The whole patch, with its first and last line.'),
  }),
  repeatable: false,
  disableParallel: true,
  async execute({ input }, { workspace }, { signal }) {
    const patch = parsePatch(input);
    if (!patch.ok) return errorOutcome('tool_error', `INVALID_PATCH: ${patch.fault}`);
    if (patch.changes.length === 0) {
      return errorOutcome('tool_error', 'EMPTY_PATCH: The patch names no file; nothing was changed.');
    }
    return await workspace.change(async () => {
      const staged = await stageChanges(workspace, patch.changes, signal);
      if (!staged.ok) return staged.outcome;
      await writeAll(staged.files, signal);
      return textOutcome(`Success. Updated the following files:\n${staged.summary.join('\n')}`);
    });
  },
});

/** Writes new content first and removes last; a failure on the way puts back what was written. */
async function writeAll(files: readonly StagedFile[], signal: AbortSignal): Promise<void> {
  const changed = files.filter(({ before, after }) => before !== after);
  const order = [...changed.filter((file) => file.after), ...changed.filter((file) => !file.after)];
  const done: StagedFile[] = [];
  try {
    for (const file of order) {
      signal.throwIfAborted();
      await put(file, file.after, signal);
      done.push(file);
    }
  } catch (thrown) {
    // Putting back must not stop because the call was cancelled.
    for (const file of done.toReversed()) await put(file, file.before, new AbortController().signal);
    throw thrown;
  }
}

async function put(file: StagedFile, state: StagedFile['after'], signal: AbortSignal): Promise<void> {
  if (!state) await removeFile(file.path.hostPath);
  else await writeWhole(file.path.hostPath, state.bytes, { ...state, signal });
}
