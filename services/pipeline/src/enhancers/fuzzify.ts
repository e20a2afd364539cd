/** Says a query more vaguely, as people do who do not know yet what exactly they want. The original is kept beside it. */
import * as z from 'zod';
import type { Prompt } from '../synthesis/prompt.ts';
import type { Enhancer } from './enhancer.ts';

const Answer = z.object({ analysis: z.string(), fuzzy_query: z.string() });

const PROMPT: Prompt<z.output<typeof Answer>> = {
  name: 'fuzzy_query',
  version: 1,
  schema: Answer,
  system: `You make requests less explicit, the way people talk.

- The aim stays the same, and so does every name, number, date, file and address that is needed to reach it.
- Steps, formats and criteria that a good assistant finds by itself are left unsaid.
- Keep the language of the request.
- "analysis" says in one sentence what was left unsaid.`,
  instruction: 'Make the following request less explicit.',
  temperature: 0.7,
};

export const fuzzify: Enhancer = {
  name: 'fuzzify',
  version: 1,
  when: 'after',
  probability: ({ fuzzifyProb }) => fuzzifyProb,
  async enhance({ text, files }, { slot, ask }) {
    const { analysis, fuzzy_query: answer } = await ask(PROMPT, { query: text, language: slot.language });
    const fuzzy = answer.trim();
    if (fuzzy === '' || fuzzy === text) return { applied: false, reason: 'unchanged' };
    if (Object.keys(files).some((path) => !fuzzy.includes(path)))
      return { applied: false, reason: 'file_lost' };
    return { applied: true, change: { text: fuzzy, originalText: text }, detail: { analysis } };
  },
};
