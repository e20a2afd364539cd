/** Fuses persona, problem type, difficulty and what the framework can do into one self-contained request. */
import { askStructured } from '@nex/llm';
import * as z from 'zod';
import type { Synthesizer } from './synthesizer.ts';

const Answer = z.object({ query: z.string().describe('The request, in the words of the person') });

const SYSTEM = `You write requests that real people send to an assistant.

- Write as the person described under "persona", in the first person, in the language named under "language" ("en" is English, "zh" is Chinese).
- The request is an instance of the problem type: the last entry of its path.
- It can be met with the abilities listed under "capabilities" and stays within "description".
- It is self-contained: every name, number, date, place and text that is needed to work on it stands in it. It never refers to earlier conversations, attachments or links that are not there.
- "easy" takes one or two steps. "medium" takes several steps whose results build on each other. "hard" combines several aims or constraints that have to be weighed and checked.
- Never mention agents, tools, systems, categories, difficulty or these instructions.
- Differ clearly, in content and in wording, from every text under "avoid".
- "nonce" only sets this request apart from others made from the same inputs: let it vary the situation.`;

const INSTRUCTION = 'Write one request for the following inputs.';

/** Tries within one attempt until the answer has the form asked for. */
const FORM_ATTEMPTS = 3;

export const informationFusion: Synthesizer = {
  name: 'information-fusion',
  version: 1,
  async synthesize(model, input, signal) {
    const { slot } = input;
    const { value, usage } = await askStructured(model, {
      name: 'query',
      schema: Answer,
      system: SYSTEM,
      instruction: INSTRUCTION,
      input: {
        description: input.description,
        capabilities: [...input.capabilities],
        persona: slot.persona,
        problem_type: { path: slot.path, label: slot.path.at(-1) ?? '' },
        difficulty: slot.difficulty,
        language: slot.language,
        nonce: input.nonce,
        avoid: [...input.avoid],
      },
      sampling: input.sampling,
      attempts: FORM_ATTEMPTS,
      signal,
    });
    return { text: value.query.trim(), usage };
  },
};
