/** Fuses persona, problem type, difficulty and what the framework can do into one self-contained request. */
import * as z from 'zod';
import type { Prompt } from '../synthesis/prompt.ts';
import { inputsOf, LEVELS, RULES, type Synthesizer } from './synthesizer.ts';

const Answer = z.object({ query: z.string().describe('The request, in the words of the person') });

const PROMPT: Prompt<z.output<typeof Answer>> = {
  name: 'query',
  version: 2,
  schema: Answer,
  system: `You write requests that real people send to an assistant.\n\n${RULES}\n${LEVELS}`,
  instruction: 'Write one request for the following inputs.',
  temperature: 0.8,
};

export const informationFusion: Synthesizer = {
  name: 'information-fusion',
  version: 2,
  async synthesize(ask, input) {
    const { query } = await ask(PROMPT, { ...inputsOf(input), difficulty: input.slot.difficulty });
    return query.trim();
  },
};
