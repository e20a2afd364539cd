/** Step 7: what query synthesis starts from: the problem-type tree and the personas. */
import { leafPaths, Persona, ProblemType } from '@nex/core';
import * as z from 'zod';
import { writePersonas } from '../seeds/write-personas.ts';
import { writeProblemTree } from '../seeds/write-problem-tree.ts';
import type { Interpretation } from './interpret.ts';
import { defineStep } from './step.ts';

// The lint rule of problem trees asks for the same faults.
export { treeFaults } from '../seeds/problem-tree-faults.ts';

const Seeds = z.object({ tree: ProblemType, personas: z.array(Persona) });
export type Seeds = z.infer<typeof Seeds>;

export interface WriteSeedsInput {
  interpretation: Interpretation;
  /** What the tools can do, a sentence each. */
  capabilities: string[];
  personas: number;
  minLeaves: number;
}

export const writeSeeds = defineStep({
  name: 'write-seeds',
  version: 2,
  output: Seeds,
  async run({ interpretation, capabilities, personas: count, minLeaves }: WriteSeedsInput, context) {
    const [tree, personas] = await Promise.all([
      writeProblemTree({ interpretation, capabilities, minLeaves }, context),
      writePersonas(interpretation, count, context),
    ]);
    context.note(`${leafPaths(tree).length} problem types, ${personas.length} personas`);
    return { tree, personas };
  },
});
