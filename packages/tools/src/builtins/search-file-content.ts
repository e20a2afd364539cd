/**
 * Searches the lines of text files for a regular expression. Expressions are RE2's, so that no expression takes more
 * than linear time. Ends at 500 matches, when the result is full or after 30 seconds, and says so.
 */
import { errorOutcome, textOutcome } from '@nex/core';
import { RE2JS } from 're2js';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { errorWord } from '../failure.ts';
import { compileGlob, type PathTest } from '../files/glob-pattern.ts';
import { createPace, matchLines } from '../files/match-lines.ts';
import { readFileText } from '../files/read-file-text.ts';
import { walkFiles } from '../files/walk-files.ts';
import { openStart } from './open-start.ts';

const MAX_MATCHES = 500;
const MAX_CHARS = 100_000;
const MAX_LINE_CHARS = 2000;
const MAX_PATTERN_CHARS = 10_000;
/** Instructions of a compiled expression; a character costs at most so many steps. */
const MAX_PROGRAM_SIZE = 1000;
const TIME_LIMIT_MS = 30_000;

export const searchFileContent = defineBuiltin({
  name: 'search_file_content',
  description:
    'Searches text files for lines that fit a regular expression (RE2 syntax: no look-around, no back references) and ' +
    'returns them with file and line number. What .gitignore files name is left out.',
  args: z.object({
    pattern: z.string().min(1).describe('The regular expression, for example "function\\s+my\\w+".'),
    dir_path: z.string().optional().describe('Directory to search in. Default: the workspace.'),
    include: z
      .string()
      .optional()
      .describe('Glob pattern of the files to search, for example "*.{ts,tsx}" or "src/**".'),
  }),
  repeatable: true,
  async execute({ pattern, dir_path = '.', include }, { workspace }, { signal }) {
    const regex = compile(pattern);
    if (typeof regex === 'string') return errorOutcome('tool_error', `INVALID_PATTERN: ${regex}`);
    const wanted = include === undefined || include === '' ? () => true : includeTest(include);
    if (!wanted) return errorOutcome('tool_error', 'INVALID_PATTERN: "include" is no usable glob pattern.');
    const start = await openStart(workspace, dir_path);
    if (!start.ok) return start.outcome;

    const found = new Map<string, string[]>();
    const pace = createPace({ limitMs: TIME_LIMIT_MS, signal });
    let count = 0;
    let chars = 0;
    let stop: string | undefined;
    let tooLarge = 0;
    let longLines = 0;
    const files = walkFiles(workspace, start.path, { signal, respectGitIgnore: true });
    search: for await (const walked of files) {
      if (!(await pace.goOn())) {
        stop = `The search took longer than ${TIME_LIMIT_MS / 1000} seconds and is not complete`;
        break;
      }
      if (!wanted(walked.fromStart)) continue;
      const file = await readFileText(walked, { signal, exact: false }).catch(() => undefined);
      signal.throwIfAborted();
      if (!file?.ok) {
        if (file && errorWord(file.outcome) === 'FILE_TOO_LARGE') tooLarge += 1;
        continue;
      }
      for await (const line of matchLines(file.text, regex, { pace, onLongLine: () => (longLines += 1) })) {
        if (count === MAX_MATCHES) stop = `There are more than ${MAX_MATCHES} matches`;
        else if (chars > MAX_CHARS) stop = 'The matching lines are too long to show all';
        if (stop !== undefined) break search;
        const isLong = line.text.length > MAX_LINE_CHARS;
        const shown = isLong ? `${line.text.slice(0, MAX_LINE_CHARS)}... [cut]` : line.text;
        const lines = found.get(walked.shownPath) ?? [];
        lines.push(`L${line.number}: ${shown}`);
        found.set(walked.shownPath, lines);
        count += 1;
        chars += shown.length;
      }
    }

    const where = `pattern "${pattern}" in ${start.path.shownPath}${include ? ` (filter: "${include}")` : ''}`;
    const notes: string[] = [];
    if (stop !== undefined)
      notes.push(`(${stop}. Narrow the search with "dir_path", "include" or "pattern".)`);
    if (tooLarge > 0) notes.push(`(${tooLarge} files were too large to search)`);
    if (longLines > 0)
      notes.push(`(${longLines} very long lines were searched only in their first 10000 characters)`);
    if (count === 0) return textOutcome([`No matches found for ${where}.`, ...notes].join('\n'));
    const parts = [...found].map(([path, lines]) => `---\nFile: ${path}\n${lines.join('\n')}`);
    return textOutcome([`Found ${count} match(es) for ${where}:`, ...parts, '---', ...notes].join('\n'));
  },
});

/** The expression, or what is wrong with it. */
function compile(pattern: string): RE2JS | string {
  if (pattern.length > MAX_PATTERN_CHARS)
    return `The pattern is longer than ${MAX_PATTERN_CHARS} characters.`;
  try {
    const regex = RE2JS.compile(pattern, RE2JS.MULTILINE);
    if (regex.programSize() <= MAX_PROGRAM_SIZE) return regex;
    return 'The pattern is too large. Make its repetitions smaller.';
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'it cannot be read';
    return `${why.slice(0, 300)}. Look-around and back references are not known; escape signs that are meant as text.`;
  }
}

/** A pattern without a directory fits names at any depth. */
function includeTest(include: string): PathTest | undefined {
  const pattern = include.replace(/^(\.?\/)+/, '');
  return compileGlob(pattern.includes('/') ? pattern : `**/${pattern}`);
}
