/** Finds files by a glob pattern, the last changed first. */
import { lstat } from 'node:fs/promises';
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { compileGlob } from '../files/glob-pattern.ts';
import { walkFiles } from '../files/walk-files.ts';
import { openStart } from './open-start.ts';

const MAX_SHOWN = 1000;
const MAX_FOUND = 100_000;

export const globTool = defineBuiltin({
  name: 'glob',
  description:
    'Finds files whose path fits a glob pattern, such as "src/**/*.ts" or "**/*.md", the last changed first. "**" ' +
    'spans directories. What .gitignore files name is left out unless told otherwise.',
  args: z.object({
    pattern: z.string().min(1).describe('Glob pattern, relative to the directory that is searched.'),
    dir_path: z.string().optional().describe('Directory to search in. Default: the workspace.'),
    case_sensitive: z.boolean().optional().describe('Whether upper and lower case differ. Default: false.'),
    respect_git_ignore: z
      .boolean()
      .optional()
      .describe('Whether to leave out what .gitignore files name. Default: true.'),
  }),
  repeatable: true,
  async execute(args, { workspace }, { signal }) {
    const { pattern, dir_path = '.', case_sensitive = false, respect_git_ignore = true } = args;
    const start = await openStart(workspace, dir_path);
    if (!start.ok) return start.outcome;
    const shownStart = start.path.shownPath;
    const relative = pattern.startsWith(`${shownStart}/`) ? pattern.slice(shownStart.length + 1) : pattern;
    const fits = compileGlob(relative.replace(/^(\.\/)+/, ''), { ignoreCase: !case_sensitive });
    if (!fits) {
      return errorOutcome('tool_error', 'INVALID_PATTERN: The pattern is too long or cannot be used.');
    }
    let ignored = 0;
    const found: { shownPath: string; modifiedMs: number }[] = [];
    const options = { signal, respectGitIgnore: respect_git_ignore, onIgnored: () => (ignored += 1) };
    for await (const file of walkFiles(workspace, start.path, options)) {
      if (!fits(file.fromStart)) continue;
      if (found.length === MAX_FOUND) {
        return errorOutcome(
          'tool_error',
          `TOO_MANY_FILES: More than ${MAX_FOUND} files fit. Give a narrower pattern or a deeper dir_path.`,
        );
      }
      const stat = await lstat(file.hostPath).catch(() => undefined);
      if (stat) found.push({ shownPath: file.shownPath, modifiedMs: stat.mtimeMs });
    }
    const passedOver = ignored > 0 ? ` (${ignored} git-ignored paths left out)` : '';
    if (found.length === 0) {
      return textOutcome(`No files found matching pattern "${pattern}" within ${shownStart}${passedOver}.`);
    }
    found.sort((a, b) => b.modifiedMs - a.modifiedMs || (a.shownPath < b.shownPath ? -1 : 1));
    const lines = found.slice(0, MAX_SHOWN).map((file) => file.shownPath);
    if (found.length > MAX_SHOWN) {
      lines.push(
        `(${found.length - MAX_SHOWN} more files not shown; give a narrower pattern or a deeper dir_path to see them)`,
      );
    }
    return textOutcome(
      `Found ${found.length} file(s) matching "${pattern}" within ${shownStart}${passedOver}, newest first:\n` +
        lines.join('\n'),
    );
  },
});
