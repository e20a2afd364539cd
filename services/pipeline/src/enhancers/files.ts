/**
 * Makes small text files that belong to a query, and says the query so that it works on them. They lie where the tools of
 * the framework read files when a run begins. Files are made, not fetched: each is there, and the same in every run.
 */
import { BundlePath } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Prompt } from '../synthesis/prompt.ts';
import type { Enhancer } from './enhancer.ts';

const MAX_FILES = 5;
const MAX_FILE_CHARS = 20_000;

const Answer = z.object({
  needs_files: z.boolean().describe('Whether a person would send files along'),
  reason: z.string(),
  files: z.array(z.object({ path: z.string(), content: z.string() })),
  query_with_files: z.string().describe('The request, naming each file by its path'),
});
type MadeFile = z.output<typeof Answer>['files'][number];

const PROMPT: Prompt<z.output<typeof Answer>> = {
  name: 'query_files',
  version: 1,
  schema: Answer,
  system: `You decide whether a person would send files along with a request, and write them.

- "needs_files" is true only when working on the files is a natural part of the request. Otherwise "files" is empty and "query_with_files" is the request as it is.
- At most ${MAX_FILES} text files (.txt, .md, .csv, .json, .yaml, .log or source code), each complete, with material as it is found at work: uneven, specific, of up to 80 lines. No file holds the answer.
- "path" is relative, of lowercase letters, digits, hyphens and dots, with at most one folder.
- "query_with_files" keeps the aim and the language of the request, names each file by its exact path, and repeats nothing that stands in the files. It does not say that files are attached.`,
  instruction: 'Decide and write the files for the following request.',
  temperature: 0.7,
};

export const files: Enhancer = {
  name: 'files',
  version: 1,
  when: 'after',
  probability: ({ fileProb }) => fileProb,
  async enhance({ text, persona }, { slot, capabilities, filePlace, ask }) {
    if (filePlace === undefined) return { applied: false, reason: 'no_file_tools' };
    const answer = await ask(PROMPT, {
      query: text,
      persona,
      language: slot.language,
      capabilities: [...capabilities],
    });
    const detail = { why: answer.reason };
    if (!answer.needs_files || answer.files.length === 0) {
      return { applied: false, reason: 'none_needed', detail };
    }
    const query = answer.query_with_files.trim();
    const fault = faultOf(answer.files, query);
    if (fault !== undefined) return { applied: false, reason: fault, detail };
    return {
      applied: true,
      change: {
        text: query,
        originalText: text,
        files: Object.fromEntries(answer.files.map(({ path, content }) => [path, content])),
      },
      detail: { ...detail, files: answer.files.map((file) => [file.path, digestText(file.content)]) },
    };
  },
};

function faultOf(made: readonly MadeFile[], query: string): string | undefined {
  if (made.length > MAX_FILES) return 'too_many_files';
  if (new Set(made.map(({ path }) => path)).size < made.length) return 'path_twice';
  for (const { path, content } of made) {
    if (!BundlePath.safeParse(path).success) return 'path_invalid';
    if (!query.includes(path)) return 'path_not_named';
    if (content.trim() === '') return 'file_empty';
    if (content.length > MAX_FILE_CHARS || content.includes('\0')) return 'file_too_large';
    if (!reads(path, content)) return 'file_malformed';
  }
  return undefined;
}

/** Whether a file with a form is of its form. */
function reads(path: string, content: string): boolean {
  try {
    if (path.endsWith('.json')) JSON.parse(content);
    if (/\.ya?ml$/.test(path)) parse(content);
    return true;
  } catch {
    return false;
  }
}
