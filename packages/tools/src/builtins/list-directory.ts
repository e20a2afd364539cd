/** Lists a directory: directories first, then files, each by name; at most 1000 entries. */
import { readdir, stat } from 'node:fs/promises';
import { matchesGlob } from 'node:path';
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';

const MAX_ENTRIES = 1000;

export const listDirectory = defineBuiltin({
  name: 'list_directory',
  description: 'Lists the files and subdirectories directly within a directory of the workspace.',
  args: z.object({
    dir_path: z
      .string()
      .describe('Path of the directory, relative to /workspace; "." is the workspace itself.'),
    ignore: z.array(z.string().max(200)).max(50).optional().describe('Glob patterns of names to leave out.'),
    /** Accepted for agents that give it; a workspace is no git repository, so there is nothing to respect. */
    file_filtering_options: z.object({ respect_git_ignore: z.boolean().optional() }).optional(),
    show_hidden: z
      .boolean()
      .optional()
      .describe('Whether to list names that start with a dot. Default: true.'),
  }),
  repeatable: true,
  async execute({ dir_path, ignore = [], show_hidden = true }, workspace) {
    const path = await workspace.resolve(dir_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    const info = await stat(path.hostPath).catch(() => undefined);
    if (info === undefined) {
      return errorOutcome('tool_error', `DIRECTORY_NOT_FOUND: There is no directory ${path.shownPath}.`);
    }
    if (!info.isDirectory()) {
      return errorOutcome('tool_error', `NOT_A_DIRECTORY: ${path.shownPath} is a file, not a directory.`);
    }
    const entries = await readdir(path.hostPath, { withFileTypes: true });
    const kept = entries.filter(({ name }) => {
      if (!show_hidden && name.startsWith('.')) return false;
      return !ignore.some((pattern) => matchesGlob(name, pattern));
    });
    if (kept.length === 0) return textOutcome(`Directory ${path.shownPath} is empty.`);
    const byName = (a: string, b: string): number => (a < b ? -1 : 1);
    const directories = kept.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const files = kept.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
    const lines = [...directories.sort(byName).map((name) => `[DIR] ${name}`), ...files.sort(byName)];
    const notes: string[] = [];
    if (lines.length > MAX_ENTRIES) notes.push(`(${lines.length - MAX_ENTRIES} more entries not shown)`);
    const hidden = entries.length - kept.length;
    if (hidden > 0) notes.push(`(${hidden} ignored)`);
    const shown = [...lines.slice(0, MAX_ENTRIES), ...notes];
    return textOutcome(`Directory listing for ${path.shownPath}:\n${shown.join('\n')}`);
  },
});
