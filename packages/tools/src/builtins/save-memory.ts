/** Keeps a fact in the workspace's GEMINI.md, as the last item of the section "Gemini Added Memories". */
import { errorOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { isThere } from '../files/is-there.ts';
import { readFileText } from '../files/read-file-text.ts';
import { writeWhole } from '../files/write-whole.ts';

const FILE = 'GEMINI.md';
const HEADER = '## Gemini Added Memories';
const MAX_FACT_CHARS = 10_000;

export const saveMemory = defineBuiltin({
  name: 'save_memory',
  description:
    'Keeps a short fact for later conversations, such as what the user prefers. Not for long texts or for what only ' +
    'matters now.',
  args: z.object({
    fact: z.string().min(1).max(MAX_FACT_CHARS).describe('The fact, as a statement that stands on its own.'),
  }),
  repeatable: false,
  async execute({ fact }, { workspace }, { signal }) {
    // One line, so that a fact can neither end the section nor begin another.
    const item = fact
      .replaceAll(/\s+/g, ' ')
      .replace(/^[\s-]+/, '')
      .trim();
    if (item === '') return errorOutcome('invalid_arguments', 'Invalid arguments: fact: must not be empty');
    const path = await workspace.resolve(FILE);
    if (!path.ok) return errorOutcome('denied', path.reason);
    return await workspace.change(async () => {
      signal.throwIfAborted();
      let text = '';
      let mode: number | undefined;
      if (await isThere(path.hostPath)) {
        const file = await readFileText(path, { signal, exact: true });
        if (!file.ok) return file.outcome;
        ({ text, mode } = file);
      }
      await writeWhole(path.hostPath, withMemory(text, item), {
        signal,
        ...(mode !== undefined && { mode }),
      });
      return textOutcome(`Okay, I've remembered that: "${item}"`);
    });
  },
});

function withMemory(text: string, item: string): string {
  const header = new RegExp(`^${HEADER}[ \\t]*$`, 'm').exec(text);
  if (!header) {
    const gap = text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n';
    return `${text}${gap}${HEADER}\n- ${item}\n`;
  }
  const start = header.index + header[0].length;
  const next = text.slice(start).search(/\n#{1,2} /);
  const end = next < 0 ? text.length : start + next;
  const section = text.slice(0, end).trimEnd();
  const rest = text.slice(end);
  return `${section}\n- ${item}\n${rest}`;
}
