/** Replaces text in a file, or creates a file from an empty `old_string`. The rest of the file keeps every byte. */
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { replaceInText } from '../edits/replace-in-text.ts';
import { isThere } from '../files/is-there.ts';
import { readFileText } from '../files/read-file-text.ts';
import { writeWhole } from '../files/write-whole.ts';
import { wholeNumbers } from './whole-numbers.ts';

export const replaceTool = defineBuiltin({
  name: 'replace',
  description:
    'Replaces text in a file. "old_string" must be the text as it stands in the file, with enough lines around it to ' +
    'occur only once; to replace several occurrences, say how many in "expected_replacements". An empty "old_string" ' +
    'creates a new file with "new_string" as its content.',
  args: z.object({
    file_path: z.string().min(1).describe('Path of the file, relative to /workspace.'),
    instruction: z.string().optional().describe('What the change is for.'),
    old_string: z.string().describe('The text to replace, unescaped, with its white space.'),
    new_string: z.string().describe('The text that takes its place, unescaped.'),
    expected_replacements: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('How many occurrences to replace. Default: 1.'),
  }),
  adapt: (args) => wholeNumbers(args, ['expected_replacements']),
  repeatable: false,
  async execute(args, { workspace }, { signal }) {
    const path = await workspace.resolve(args.file_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    return await workspace.change(async () => {
      signal.throwIfAborted();
      if (args.old_string === '') {
        if (await isThere(path.hostPath)) {
          return errorOutcome(
            'tool_error',
            `ATTEMPT_TO_CREATE_EXISTING_FILE: ${path.shownPath} is there already. Give the text to replace in ` +
              'old_string, or use write_file to replace the whole file.',
          );
        }
        await writeWhole(path.hostPath, args.new_string, { signal });
        return textOutcome(`Created new file: ${path.shownPath} with provided content.`);
      }
      const file = await readFileText(path, { signal, exact: true });
      if (!file.ok) return file.outcome;
      const replaced = replaceInText(
        file.text,
        {
          old: args.old_string,
          new: args.new_string,
          expected: args.expected_replacements ?? 1,
          exactOnly: false,
        },
        path.shownPath,
      );
      if (!replaced.ok) return errorOutcome('tool_error', replaced.fault);
      await writeWhole(path.hostPath, replaced.text, { signal, mode: file.mode });
      const many = replaced.count === 1 ? '1 replacement' : `${replaced.count} replacements`;
      return textOutcome(
        `Successfully modified file: ${path.shownPath} (${many}, strategy: ${replaced.strategy}).`,
      );
    });
  },
});
