/** Several replacements in one file, one after the other: all are made, or none. */
import { errorOutcome, type ToolOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { replaceInText } from '../edits/replace-in-text.ts';
import { isThere } from '../files/is-there.ts';
import { readFileText } from '../files/read-file-text.ts';
import { writeWhole } from '../files/write-whole.ts';

const MAX_EDITS = 200;

const Edit = z.object({
  old_string: z
    .string()
    .describe('The text to replace, as it stands after the edits before this one. Empty: see above.'),
  new_string: z.string().describe('The text that takes its place.'),
  replace_all: z
    .boolean()
    .optional()
    .describe('Replaces every occurrence. Default: false, and then the text must occur exactly once.'),
});
type Edit = z.infer<typeof Edit>;

export const multiedit = defineBuiltin({
  name: 'multiedit_tool',
  description:
    'Makes several replacements in one file, in the order given. Every edit sees the result of the ones before it. ' +
    'When one of them cannot be made, the file stays as it was. A first edit with an empty "old_string" creates a new ' +
    'file.',
  args: z.object({
    file_path: z.string().min(1).describe('Path of the file, relative to /workspace.'),
    edits: z.array(Edit).min(1).max(MAX_EDITS).describe('The replacements, in order.'),
  }),
  repeatable: false,
  async execute({ file_path, edits }, { workspace }, { signal }) {
    const path = await workspace.resolve(file_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    const [first, ...others] = edits;
    return await workspace.change(async () => {
      signal.throwIfAborted();
      let text: string;
      let mode: number | undefined;
      const creates = first?.old_string === '';
      if (creates) {
        if (await isThere(path.hostPath)) {
          return errorOutcome(
            'tool_error',
            `ATTEMPT_TO_CREATE_EXISTING_FILE: ${path.shownPath} is there already.`,
          );
        }
        text = first.new_string;
      } else {
        const file = await readFileText(path, { signal, exact: true });
        if (!file.ok) return file.outcome;
        ({ text, mode } = file);
      }
      const edited = makeEdits(text, creates ? others : edits, edits.length, path.shownPath);
      if ('isError' in edited) return edited;
      await writeWhole(path.hostPath, edited.text, { signal, ...(mode !== undefined && { mode }) });
      const made = edits.length === 1 ? '1 edit' : `${edits.length} edits`;
      return textOutcome(
        creates
          ? `Created new file: ${path.shownPath} (${made}).`
          : `Successfully made ${made} (${edited.count} replacements) in ${path.shownPath}.`,
      );
    });
  },
});

function makeEdits(
  source: string,
  edits: readonly Edit[],
  total: number,
  shownPath: string,
): { text: string; count: number } | ToolOutcome {
  let text = source;
  let count = 0;
  for (const [index, edit] of edits.entries()) {
    const which = `This is edit ${index + 1 + total - edits.length} of ${total}; none was made.`;
    if (edit.old_string === '') {
      return errorOutcome('invalid_arguments', `Invalid arguments: old_string must not be empty. ${which}`);
    }
    const replaced = replaceInText(
      text,
      {
        old: edit.old_string,
        new: edit.new_string,
        expected: edit.replace_all ? 'any' : 1,
        exactOnly: true,
      },
      shownPath,
    );
    if (!replaced.ok) return errorOutcome('tool_error', `${replaced.fault} ${which}`);
    text = replaced.text;
    count += replaced.count;
  }
  return { text, count };
}
