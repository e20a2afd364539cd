/** Lists a directory: directories first, then files, each by name; at most 1000 entries. */
import { readdir, stat } from 'node:fs/promises';
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { compileGlob, type PathTest } from '../files/glob-pattern.ts';
import { type IgnoreRules, isIgnored } from '../files/ignore-rules.ts';
import { openFolder } from '../files/verified-open.ts';
import { rulesAbove, rulesOf } from '../files/walk-files.ts';
import { type FoundPath, pathFromRoot, type Workspace } from '../workspace.ts';
import { FileFilteringOptions } from './file-filtering-options.ts';

const MAX_ENTRIES = 1000;

export const listDirectory = defineBuiltin({
  name: 'list_directory',
  description: 'Lists the files and subdirectories directly within a directory of the workspace.',
  args: z.object({
    dir_path: z
      .string()
      .describe('Path of the directory, relative to /workspace; "." is the workspace itself.'),
    ignore: z.array(z.string()).max(200).optional().describe('Glob patterns of names to leave out.'),
    file_filtering_options: FileFilteringOptions.optional(),
    show_hidden: z
      .boolean()
      .optional()
      .describe('Whether to list names that start with a dot. Default: true.'),
  }),
  repeatable: true,
  async execute({ dir_path, ignore = [], file_filtering_options, show_hidden = true }, { workspace }) {
    const path = await workspace.resolve(dir_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    const info = await stat(path.hostPath).catch(() => undefined);
    if (info === undefined) {
      return errorOutcome('tool_error', `DIRECTORY_NOT_FOUND: There is no directory ${path.shownPath}.`);
    }
    if (!info.isDirectory()) {
      return errorOutcome('tool_error', `NOT_A_DIRECTORY: ${path.shownPath} is a file, not a directory.`);
    }
    const tests: PathTest[] = [];
    for (const pattern of ignore) {
      const test = compileGlob(pattern);
      if (!test)
        return errorOutcome('tool_error', `INVALID_PATTERN: "${pattern.slice(0, 200)}" cannot be used.`);
      tests.push(test);
    }
    const respectsGit = file_filtering_options?.respect_git_ignore ?? true;
    const scopes = respectsGit ? await scopesOf(workspace, path) : [];
    await using folder = await openFolder(path.hostPath);
    const entries = await readdir(folder.path, { withFileTypes: true });
    const fromRoot = pathFromRoot(path);
    const kept = entries.filter((entry) => {
      const { name } = entry;
      if (!show_hidden && name.startsWith('.')) return false;
      if (tests.some((test) => test(name))) return false;
      return !isIgnored(scopes, fromRoot === '' ? name : `${fromRoot}/${name}`, entry.isDirectory());
    });
    const hidden = entries.length - kept.length;
    if (kept.length === 0) {
      return textOutcome(`Directory ${path.shownPath} is empty.${hidden > 0 ? ` (${hidden} ignored)` : ''}`);
    }
    const byName = (a: string, b: string): number => (a < b ? -1 : 1);
    const directories = kept.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const files = kept.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
    const lines = [...directories.sort(byName).map((name) => `[DIR] ${name}`), ...files.sort(byName)];
    const notes: string[] = [];
    if (lines.length > MAX_ENTRIES) {
      notes.push(
        `(${lines.length - MAX_ENTRIES} more entries not shown; leave names out with "ignore" or use glob)`,
      );
    }
    if (hidden > 0) notes.push(`(${hidden} ignored)`);
    const shown = [...lines.slice(0, MAX_ENTRIES), ...notes];
    return textOutcome(`Directory listing for ${path.shownPath}:\n${shown.join('\n')}`);
  },
});

async function scopesOf(workspace: Workspace, path: FoundPath): Promise<IgnoreRules[]> {
  const fromRoot = pathFromRoot(path);
  const own = await rulesOf(path.hostPath, fromRoot);
  const above = await rulesAbove(workspace, fromRoot);
  return own ? [...above, own] : above;
}
