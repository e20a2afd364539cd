/**
 * Asks the user. The tool only checks the questions and hands them on as structure; the answers come as the next
 * message of the user. Named as a stop tool it ends the run until then.
 */
import { errorOutcome, type Json } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';

const Option = z.object({
  label: z.string().min(1).describe('The choice, in one to five words.'),
  description: z.string().describe('What the choice means.'),
});

const Question = z.object({
  question: z.string().min(1).describe('The complete question.'),
  header: z.string().min(1).max(32).describe('A short label, at most 32 characters.'),
  type: z
    .enum(['choice', 'text', 'yesno'])
    .optional()
    .describe('"choice" (default) needs options, "text" takes any answer, "yesno" takes yes or no.'),
  options: z
    .array(Option)
    .max(4)
    .optional()
    .describe('2 to 4 choices, for "choice" only; "Other" is always added.'),
  multiSelect: z.boolean().optional().describe('For "choice": whether several may be chosen.'),
  placeholder: z.string().optional().describe('For "text": a hint shown in the empty field.'),
});

export const askUser = defineBuiltin({
  name: 'ask_user',
  description: 'Asks the user one to four questions, to learn what they prefer or to make something clear.',
  args: z.object({ questions: z.array(Question).min(1).max(4).describe('The questions.') }),
  repeatable: true,
  async execute({ questions }) {
    for (const [index, { type = 'choice', options = [] }] of questions.entries()) {
      if (type === 'choice' && options.length < 2) {
        return errorOutcome(
          'invalid_arguments',
          `Invalid arguments: questions[${index}].options: a "choice" needs 2 to 4 options; use type "text" for an ` +
            'answer in own words.',
        );
      }
    }
    // Optional fields that are absent are no JSON; a round trip drops them.
    const structured = JSON.parse(JSON.stringify({ questions })) as Json;
    const text = 'Asking user questions, waiting for user answers...';
    return { content: [{ type: 'text', text }], isError: false, structured };
  },
});
