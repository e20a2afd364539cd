/** Step 1: what the sentence asks for. */
import type { FrameworkLanguage } from '@nex/core';
import * as z from 'zod';
import { defineStep } from './step.ts';

export const Interpretation = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/, 'kebab-case, at most 40 characters')
    .describe('short kebab-case name of the framework, in English'),
  title: z.string().min(2).max(120),
  domain: z.string().min(2).max(80),
  description: z
    .string()
    .min(20)
    .max(1500)
    .describe('2 to 4 sentences on what users can get done; names no agent and no tool'),
  goals: z.array(z.string().min(2)).min(1).max(12),
  users: z.array(z.string().min(2)).min(1).max(8),
  constraints: z.array(z.string()).max(12),
  out_of_scope: z.array(z.string()).max(12),
  assumptions: z.array(z.string()).max(12),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/, 'a language code such as en or zh')
    .describe('of the sentence'),
});
export type Interpretation = z.infer<typeof Interpretation>;

export const interpret = defineStep({
  name: 'interpret',
  version: 2,
  output: Interpretation,
  async run(request: { sentence: string; language: FrameworkLanguage }, context) {
    const answer = await context.ask(
      {
        name: 'interpretation',
        schema: Interpretation,
        system: 'You analyse requirements for systems of AI agents. You answer in JSON only.',
        instruction:
          'Read the sentence in which somebody says what AI agents should be able to do. Say what it asks for: the ' +
          'domain, the goals, who will use it, constraints, what is out of scope, and every assumption you had to ' +
          'make. Write all texts in the language of the input field "language" (en: English, zh: Chinese) and never ' +
          'mix languages; only the name is always English. The description will be shown to people who write ' +
          'requests: it says what they can get done and never how the system is built.',
      },
      request,
    );
    context.note(`${answer.title}: ${answer.goals.length} goals in ${answer.domain}`);
    return answer;
  },
});
