/**
 * Asks whether a person like this would bring a problem like that, and has the persona rewritten when not. The rewritten
 * text belongs to the query alone: the seed pool stays as it is.
 */
import * as z from 'zod';
import { createRandom } from '../plan/random.ts';
import { mixesLanguages } from '../query-checks/scripts.ts';
import type { Prompt } from '../synthesis/prompt.ts';
import type { Enhancer } from './enhancer.ts';

const Answer = z.object({
  suitable: z.boolean(),
  persona: z.string().describe('Empty when suitable; else the rewritten persona'),
});

const PROMPT: Prompt<z.output<typeof Answer>> = {
  name: 'persona_fit',
  version: 1,
  schema: Answer,
  system: `You judge whether a person would plausibly bring a kind of problem to an assistant.

- When they would, "suitable" is true and "persona" is empty.
- When they would not, "suitable" is false and "persona" is the person rewritten so that they would: in the third person, with their role, limits and means kept as far as they go, and their situation moved to the problem.
- Write it in the language named under "language" ("en" is English, "zh" is Chinese), and in no other, in as many sentences as "sentences" says.`,
  instruction: 'Judge the following person, and rewrite them when needed.',
  temperature: 0.7,
};

const SENTENCES = ['1 to 2', '2 to 3', '3 to 4'];

export const rewritePersona: Enhancer = {
  name: 'rewrite-persona',
  version: 1,
  when: 'before',
  probability: ({ rewritePersonaProb }) => rewritePersonaProb,
  async enhance({ persona }, { slot, ask }) {
    const sentences = SENTENCES[createRandom(slot.seed).below(SENTENCES.length)] ?? '';
    const answer = await ask(PROMPT, {
      persona,
      problem_type: { path: slot.path, label: slot.path.at(-1) ?? '' },
      language: slot.language,
      sentences,
    });
    if (answer.suitable) return { applied: false, reason: 'suitable' };
    const rewritten = answer.persona.trim();
    if (rewritten === '') return { applied: false, reason: 'model_bad_output' };
    if (mixesLanguages(rewritten, slot.language)) return { applied: false, reason: 'wrong_language' };
    return { applied: true, change: { persona: rewritten }, detail: { sentences } };
  },
};
