/**
 * Reads a text file with line numbers from 1. At most 2000 lines, 2000 characters a line and 20000 characters a call;
 * what was cut is said at the top, with the offset (lines from 0) that reads on.
 */
import { errorOutcome, type ToolOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { MAX_FILE_BYTES } from '../files/read-file-bytes.ts';
import { readFileText } from '../files/read-file-text.ts';
import { wholeNumbers } from './whole-numbers.ts';

const MAX_LINES = 2000;
const MAX_LINE_CHARS = 2000;
const MAX_CHARS = 20_000;

export const readFileTool = defineBuiltin({
  name: 'read_file',
  description:
    'Reads a text file of the workspace. Long files are cut; the result says so and how to read on with "offset" and ' +
    '"limit".',
  args: z.object({
    file_path: z.string().min(1).describe('Path of the file, relative to /workspace.'),
    offset: z
      .number()
      .int()
      .min(0)
      .max(MAX_FILE_BYTES)
      .optional()
      .describe('Line to start from, counted from 0.'),
    limit: z.number().int().min(1).max(MAX_FILE_BYTES).optional().describe('Most lines to read.'),
  }),
  adapt: (args) => wholeNumbers(args, ['offset', 'limit']),
  repeatable: true,
  async execute({ file_path, offset = 0, limit = MAX_LINES }, { workspace }, { signal }) {
    const path = await workspace.resolve(file_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    const file = await readFileText(path, { signal, exact: false });
    if (!file.ok) return file.outcome;
    return show(file.text, path.shownPath, offset, Math.min(limit, MAX_LINES));
  },
});

function show(text: string, shownPath: string, offset: number, limit: number): ToolOutcome {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return textOutcome(`The file ${shownPath} is empty.`);
  if (offset >= lines.length) {
    return textOutcome(`The file ${shownPath} has ${lines.length} lines; offset ${offset} is past its end.`);
  }
  const shown: string[] = [];
  let chars = 0;
  let cutLines = false;
  for (const [index, line] of lines.slice(offset, offset + limit).entries()) {
    const isLong = line.length > MAX_LINE_CHARS;
    const numbered = `${offset + index + 1}| ${isLong ? `${line.slice(0, MAX_LINE_CHARS)}... [truncated]` : line}`;
    if (chars + numbered.length + 1 > MAX_CHARS) break;
    cutLines ||= isLong;
    shown.push(numbered);
    chars += numbered.length + 1;
  }
  const end = offset + shown.length;
  const unread = shown.join('').split('\uFFFD').length - 1;
  const note =
    unread === 0 ? [] : [`(${unread} U+FFFD below: the file may hold other bytes there than UTF-8.)`];
  if (offset === 0 && end === lines.length && !cutLines) return textOutcome([...note, ...shown].join('\n'));
  const header = [
    'IMPORTANT: The file content has been truncated.',
    `Status: Showing lines ${offset + 1}-${end} of ${lines.length} total lines.`,
  ];
  if (cutLines)
    header.push(
      `Lines longer than ${MAX_LINE_CHARS} characters have been cut; run_shell_command can print their rest.`,
    );
  if (end < lines.length) header.push(`Action: To read on, call read_file again with offset: ${end}.`);
  return textOutcome(
    `${[...header, ...note].join('\n')}\n\n--- FILE CONTENT (truncated) ---\n${shown.join('\n')}`,
  );
}
