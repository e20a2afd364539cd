/** The questions of an `ask_user` call as a person reads them; the next message answers them. */
import { parseJsonObject } from '@nex/core';
import * as z from 'zod';

const Questions = z.object({
  questions: z.array(
    z.object({
      question: z.string(),
      options: z.array(z.object({ label: z.string(), description: z.string().default('') })).default([]),
    }),
  ),
});

/** Empty for arguments of another form. */
export function questionLines(argumentsText: string): string[] {
  const parsed = Questions.safeParse(parseJsonObject(argumentsText));
  if (!parsed.success) return [];
  return parsed.data.questions.flatMap(({ question, options }) => [
    `? ${question}`,
    ...options.map(
      ({ label, description }) => `    - ${label}${description === '' ? '' : `: ${description}`}`,
    ),
  ]);
}
