/**
 * Has all three difficulties written in one answer and takes the one that the slot asks for. Written side by side they
 * keep apart; the two others stay in the stored call.
 */
import * as z from 'zod';
import type { Prompt } from '../synthesis/prompt.ts';
import { inputsOf, LEVELS, RULES, type Synthesizer } from './synthesizer.ts';

const Answer = z.object({ easy: z.string(), medium: z.string(), hard: z.string() });

const PROMPT: Prompt<z.output<typeof Answer>> = {
  name: 'query_levels',
  version: 1,
  schema: Answer,
  system: `You write requests that real people send to an assistant.\n\n${RULES}\n${LEVELS}\n- The three requests are about different things and do not build on each other.`,
  instruction: 'Write three requests for the following inputs, one of each difficulty.',
  temperature: 0.8,
};

export const threeLevels: Synthesizer = {
  name: 'three-levels',
  version: 1,
  async synthesize(ask, input) {
    const levels = await ask(PROMPT, inputsOf(input));
    return levels[input.slot.difficulty].trim();
  },
};
