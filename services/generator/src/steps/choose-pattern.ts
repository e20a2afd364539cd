/** Step 2: how the agents work together, of the table in `patterns/`: as pinned, else as suits the request. */
import { type CreateFramework, PatternName } from '@nex/core';
import * as z from 'zod';
import { designLimits } from '../patterns/design-limits.ts';
import { PATTERN_LIST, PATTERNS } from '../patterns/index.ts';
import type { Interpretation } from './interpret.ts';
import { defineStep } from './step.ts';

const Choice = z.object({ pattern: PatternName, reason: z.string() });

export interface ChoosePatternInput {
  sentence: string;
  interpretation: Interpretation;
  request: Pick<CreateFramework, 'pattern' | 'minAgents' | 'maxAgents' | 'minDepth' | 'maxDepth'>;
  /** What was wrong with the structure before. */
  faults?: string[];
}

export const choosePattern = defineStep({
  name: 'choose-pattern',
  version: 2,
  output: Choice,
  async run({ sentence, interpretation, request, faults }: ChoosePatternInput, context) {
    if (request.pattern !== 'auto') {
      context.note(`${request.pattern}, as asked for`);
      return { pattern: request.pattern, reason: 'asked for' };
    }
    const possible = PATTERN_LIST.filter((pattern) => designLimits(request, pattern) !== undefined);
    const [only] = possible;
    if (possible.length === 1 && only) {
      context.note(`${only.name}, the only one within the limits`);
      return { pattern: only.name, reason: 'the only one within the limits' };
    }
    const names = possible.map((pattern) => pattern.name);
    const answer = await context.ask(
      {
        name: 'pattern_choice',
        schema: Choice.refine((value) => names.includes(value.pattern), {
          message: `choose one of ${names.join(', ')}`,
          path: ['pattern'],
        }),
        system: 'You design systems of AI agents. You answer in JSON only.',
        instruction:
          'Choose the pattern that suits the request best and say why in a sentence. The simplest pattern that does ' +
          'the work is the best.',
      },
      {
        sentence,
        interpretation,
        patterns: possible.map(({ name, summary, suits, agents, depth }) => ({
          name,
          summary,
          suits,
          agents: { ...agents },
          depth: { ...depth },
        })),
        limits: {
          min_agents: request.minAgents ?? null,
          max_agents: request.maxAgents ?? null,
          min_depth: request.minDepth ?? null,
          max_depth: request.maxDepth ?? null,
        },
        ...(faults ? { faults } : {}),
      },
    );
    context.note(`${answer.pattern}: ${answer.reason} (${PATTERNS[answer.pattern].summary})`);
    return answer;
  },
});
