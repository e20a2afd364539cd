/** Writes a whole file, making the directories above it; what was there is replaced. */
import { constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';

const MAX_BYTES = 10 * 1024 * 1024;

export const writeFileTool = defineBuiltin({
  name: 'write_file',
  description:
    'Writes a text file of the workspace: creates it with the directories above it, or replaces its whole content.',
  args: z.object({
    file_path: z.string().min(1).describe('Path of the file, relative to /workspace.'),
    content: z.string().describe('The whole content of the file.'),
  }),
  repeatable: true,
  async execute({ file_path, content }, workspace, { signal }) {
    if (Buffer.byteLength(content) > MAX_BYTES) {
      return errorOutcome('tool_error', `FILE_TOO_LARGE: The content is larger than ${MAX_BYTES} bytes.`);
    }
    const path = await workspace.resolve(file_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    const before = await stat(path.hostPath).catch(() => undefined);
    if (before?.isDirectory()) {
      return errorOutcome('tool_error', `TARGET_IS_DIRECTORY: ${path.shownPath} is a directory, not a file.`);
    }
    if (before && !before.isFile()) {
      return errorOutcome('tool_error', `NOT_A_FILE: ${path.shownPath} is not a regular file.`);
    }
    await mkdir(dirname(path.hostPath), { recursive: true });
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
    await using file = await open(path.hostPath, flags, 0o644);
    await file.writeFile(content, { signal });
    return textOutcome(
      before
        ? `Successfully overwrote file: ${path.shownPath}.`
        : `Successfully created and wrote to new file: ${path.shownPath}.`,
    );
  },
});
