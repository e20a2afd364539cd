/** Step 2: the shape of the system. A table; one member so far. */
import * as z from 'zod';
import type { Interpretation } from './interpret.ts';
import { defineStep } from './step.ts';

export const PATTERNS = {
  hierarchical_orchestrator: {
    summary: 'One coordinator, which has no tools and delegates, over specialists, which have tools.',
    maxDepth: 1,
  },
} as const;
export type PatternName = keyof typeof PATTERNS;

const Choice = z.object({ pattern: z.enum(Object.keys(PATTERNS) as [PatternName, ...PatternName[]]) });

export const choosePattern = defineStep({
  name: 'choose-pattern',
  version: 1,
  output: Choice,
  run(interpretation: Interpretation, context) {
    const pattern: PatternName = 'hierarchical_orchestrator';
    context.note(`${pattern} for ${interpretation.goals.length} goals`);
    return Promise.resolve({ pattern });
  },
});
