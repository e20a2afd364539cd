/** Writes a whole file, making the directories above it; what was there is replaced. */
import { stat } from 'node:fs/promises';
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { MAX_FILE_BYTES } from '../files/read-file-bytes.ts';
import { writeWhole } from '../files/write-whole.ts';

export const writeFileTool = defineBuiltin({
  name: 'write_file',
  description:
    'Writes a text file of the workspace: creates it with the directories above it, or replaces its whole content.',
  args: z.object({
    file_path: z.string().min(1).describe('Path of the file, relative to /workspace.'),
    content: z.string().describe('The whole content of the file.'),
  }),
  repeatable: true,
  async execute({ file_path, content }, { workspace }, { signal }) {
    if (Buffer.byteLength(content) > MAX_FILE_BYTES) {
      return errorOutcome(
        'tool_error',
        `FILE_TOO_LARGE: The content is larger than ${MAX_FILE_BYTES} bytes.`,
      );
    }
    const path = await workspace.resolve(file_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    return await workspace.change(async () => {
      signal.throwIfAborted();
      const before = await stat(path.hostPath).catch(() => undefined);
      if (before?.isDirectory()) {
        return errorOutcome(
          'tool_error',
          `TARGET_IS_DIRECTORY: ${path.shownPath} is a directory, not a file.`,
        );
      }
      if (before && !before.isFile()) {
        return errorOutcome('tool_error', `NOT_A_FILE: ${path.shownPath} is not a regular file.`);
      }
      await writeWhole(path.hostPath, content, { signal, ...(before && { mode: before.mode & 0o777 }) });
      return textOutcome(
        before
          ? `Successfully overwrote file: ${path.shownPath}.`
          : `Successfully created and wrote to new file: ${path.shownPath}.`,
      );
    });
  },
});
