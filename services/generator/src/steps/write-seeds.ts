/** Step 7: what query synthesis starts from: the problem-type tree and the personas. */
import { leafPaths, Persona, ProblemType } from '@nex/core';
import * as z from 'zod';
import type { Adopted } from '../adoption/adopted.ts';
import { withUniqueIds } from '../seeds/with-unique-ids.ts';
import { writePersonas } from '../seeds/write-personas.ts';
import { writeProblemTree } from '../seeds/write-problem-tree.ts';
import type { Interpretation } from './interpret.ts';
import { defineStep, type StepContext } from './step.ts';

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
  /** What is there already and stays; what is missing of it is written. */
  earlier?: Adopted['seeds'];
  /** What was added to the framework: problem types of it are added, too. */
  addition?: Interpretation;
}

/** Least problem types of an addition. */
const ADDED_LEAVES = 12;

export const writeSeeds = defineStep({
  name: 'write-seeds',
  version: 2,
  output: Seeds,
  async run(input: WriteSeedsInput, context) {
    const { interpretation, personas: count, earlier } = input;
    const [tree, personas] = await Promise.all([
      grownTree(input, context),
      earlier && earlier.personas.length > 0
        ? wholePersonas(interpretation, earlier, context)
        : writePersonas(interpretation, count, context),
    ]);
    context.note(`${leafPaths(tree).length} problem types, ${personas.length} personas`);
    return { tree, personas };
  },
});

async function grownTree(input: WriteSeedsInput, context: StepContext): Promise<ProblemType> {
  const { interpretation, capabilities, minLeaves, earlier, addition } = input;
  const tree =
    earlier?.tree ?? (await writeProblemTree({ interpretation, capabilities, minLeaves }, context));
  if (!addition) return tree;
  const added = await writeProblemTree(
    { interpretation: addition, capabilities, minLeaves: Math.min(ADDED_LEAVES, minLeaves) },
    context,
  );
  return withUniqueIds({ ...tree, children: [...(tree.children ?? []), ...(added.children ?? [])] });
}

/** As they are, but for those that are doubled or empty: others come in their place. */
function wholePersonas(
  interpretation: Interpretation,
  { personas, isFaulty }: Adopted['seeds'],
  context: StepContext,
): Promise<Persona[]> | Persona[] {
  return isFaulty ? writePersonas(interpretation, personas.length, context, personas) : personas;
}
