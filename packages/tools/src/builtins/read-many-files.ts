/**
 * Reads many text files at once. What does not fit is named with the reason: nothing is left out in silence. Images
 * that a pattern names by their ending or name come as image blocks.
 */
import { errorOutcome, type ToolOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { errorWord } from '../failure.ts';
import { compileGlob, type PathTest } from '../files/glob-pattern.ts';
import { readFileText } from '../files/read-file-text.ts';
import { readImage } from '../files/read-image.ts';
import { type WalkedFile, walkFiles } from '../files/walk-files.ts';
import { WORKSPACE_ALIAS } from '../workspace.ts';
import { FileFilteringOptions } from './file-filtering-options.ts';
import { openStart } from './open-start.ts';

const MAX_FILES = 500;
const MAX_CHARS = 200_000;
const MAX_FILE_CHARS = 60_000;
const MAX_IMAGES = 8;
const MAX_NAMED = 50;
const END = '--- END REFERENCE CONTENT ---';
const IMAGE = /\.(png|jpe?g|gif|webp)$/i;
const DEFAULT_EXCLUDES = [
  '**/{node_modules,.git,__pycache__,venv,.venv,dist,build,.tox,.eggs,*.egg-info}/**',
  '**/*.{pyc,pyo,so,o,a,lib,dll,dylib,exe,class,jar,war,zip,tar,gz,tgz,bz2,xz,7z,rar,whl}',
  '**/*.{pdf,doc,docx,xls,xlsx,ppt,pptx,odt,ods,odp,db,sqlite,sqlite3,ttf,otf,woff,woff2,eot,iso,bin}',
];
const Patterns = z.array(z.string().min(1)).max(200);

export const readManyFiles = defineBuiltin({
  name: 'read_many_files',
  description:
    'Reads the text files that fit glob patterns, each below a line "--- path ---". Files that are skipped or cut are ' +
    'named at the end; read those with read_file.',
  args: z.object({
    include: Patterns.min(1).describe(
      'Glob patterns or paths, for example ["src/**/*.ts", "README.md", "docs/"].',
    ),
    exclude: Patterns.optional().describe('Glob patterns to leave out.'),
    recursive: z.boolean().optional().describe('Whether to look below the first level. Default: true.'),
    useDefaultExcludes: z
      .boolean()
      .optional()
      .describe('Whether to leave out dependencies, build results and binary files. Default: true.'),
    file_filtering_options: FileFilteringOptions.optional(),
  }),
  repeatable: true,
  async execute(args, { workspace }, { signal }) {
    const include = args.include.map(relativePattern);
    const excluded = (args.exclude ?? []).map(relativePattern);
    if (args.useDefaultExcludes ?? true) excluded.push(...DEFAULT_EXCLUDES);
    const wanted = anyOf(include);
    const unwanted = anyOf(excluded);
    if (!wanted || !unwanted) {
      return errorOutcome('tool_error', 'INVALID_PATTERN: A glob pattern is too long or cannot be used.');
    }
    const start = await openStart(workspace, '.');
    if (!start.ok) return start.outcome;
    const reading = new Reading(signal, include);
    const walked = walkFiles(workspace, start.path, {
      signal,
      respectGitIgnore: args.file_filtering_options?.respect_git_ignore ?? true,
    });
    for await (const file of walked) {
      if ((args.recursive ?? true) === false && file.fromStart.includes('/')) continue;
      if (wanted(file.fromStart) && !unwanted(file.fromStart)) await reading.take(file);
    }
    return reading.outcome();
  },
});

/** Collects files until the result is full, and what was left out with its reason. */
class Reading {
  readonly #signal: AbortSignal;
  readonly #include: readonly string[];
  readonly #content: ToolOutcome['content'] = [];
  readonly #left: string[] = [];
  #leftCount = 0;
  #files = 0;
  #images = 0;
  #chars = 0;

  constructor(signal: AbortSignal, include: readonly string[]) {
    this.#signal = signal;
    this.#include = include;
  }

  async take(file: WalkedFile): Promise<void> {
    if (this.#files === MAX_FILES) return this.#leave(file, 'the result has as many files as it can');
    if (IMAGE.test(file.fromStart)) return await this.#takeImage(file);
    if (this.#chars >= MAX_CHARS) return this.#leave(file, 'the result is full');
    const read = await readFileText(file, { signal: this.#signal, exact: false }).catch(() => undefined);
    this.#signal.throwIfAborted();
    if (!read?.ok) return this.#leave(file, read ? errorWord(read.outcome) : 'it cannot be read');
    const room = Math.min(MAX_FILE_CHARS, MAX_CHARS - this.#chars);
    let { text } = read;
    if (text.length > room) {
      const end = text.lastIndexOf('\n', room);
      text = text.slice(0, end > 0 ? end : room);
      const lines = text.split('\n').length;
      text += `\n[Cut here. To read on, call read_file with file_path: ${file.shownPath}, offset: ${end > 0 ? lines : lines - 1}.]`;
    }
    this.#files += 1;
    this.#chars += text.length;
    this.#content.push({ type: 'text', text: `--- ${file.shownPath} ---\n\n${text}\n` });
  }

  async #takeImage(file: WalkedFile): Promise<void> {
    const ending = file.fromStart.slice(file.fromStart.lastIndexOf('.') + 1);
    const name = file.fromStart.slice(file.fromStart.lastIndexOf('/') + 1);
    const isNamed = this.#include.some((pattern) => pattern.includes(ending) || pattern.includes(name));
    if (!isNamed) return this.#leave(file, 'images are read only when a pattern names their ending or name');
    if (this.#images === MAX_IMAGES) return this.#leave(file, 'the result has as many images as it can');
    const image = await readImage(file, { signal: this.#signal }).catch(() => undefined);
    this.#signal.throwIfAborted();
    if (!image?.ok) return this.#leave(file, image ? errorWord(image.outcome) : 'it cannot be read');
    this.#files += 1;
    this.#images += 1;
    this.#content.push({ type: 'text', text: `--- ${file.shownPath} ---` }, image.block);
  }

  #leave(file: WalkedFile, reason: string): void {
    this.#leftCount += 1;
    if (this.#left.length < MAX_NAMED) this.#left.push(`- ${file.shownPath}: ${reason}`);
  }

  outcome(): ToolOutcome {
    if (this.#files === 0 && this.#leftCount === 0) {
      return textOutcome('No files matching the criteria were found.');
    }
    let end = this.#files > 0 ? END : 'No file could be read.';
    if (this.#leftCount > 0) {
      end += `\n${this.#leftCount} file(s) not read (use read_file for one of them):\n${this.#left.join('\n')}`;
      if (this.#leftCount > this.#left.length) {
        end += `\n- … and ${this.#leftCount - this.#left.length} more; use glob to list them`;
      }
    }
    return { content: [...this.#content, { type: 'text', text: end }], isError: false };
  }
}

function anyOf(patterns: readonly string[]): PathTest | undefined {
  const tests: PathTest[] = [];
  for (const pattern of patterns) {
    const test = compileGlob(pattern);
    const below = compileGlob(`${pattern.replace(/\/+$/, '')}/**`);
    if (!test || !below) return undefined;
    tests.push(test, below);
  }
  return (path) => tests.some((test) => test(path));
}

/** Relative to the workspace. */
function relativePattern(pattern: string): string {
  const below = pattern.startsWith(`${WORKSPACE_ALIAS}/`)
    ? pattern.slice(WORKSPACE_ALIAS.length + 1)
    : pattern;
  return below.replace(/^(\.\/)+/, '');
}
