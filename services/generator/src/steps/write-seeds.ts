/** Step 6: what query synthesis starts from: the problem-type tree and the personas. */
import { leafPaths, Persona, ProblemType } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import * as z from 'zod';
import { firstSentence } from './decompose.ts';
import type { Interpretation } from './interpret.ts';
import type { ToolPlan } from './retrieve-tools.ts';
import { defineStep, type StepContext } from './step.ts';

export const MIN_LEAVES = 12;
export const PERSONA_COUNT = 40;
const PERSONA_BATCH = 20;
const PERSONA_ROUNDS = 6;

const Seeds = z.object({ tree: ProblemType, personas: z.array(Persona) });
export type Seeds = z.infer<typeof Seeds>;

const ProblemTypes = z.object({ tree: ProblemType }).superRefine(({ tree }, check) => {
  for (const message of treeFaults(tree, MIN_LEAVES)) check.addIssue({ code: 'custom', message });
});

export const writeSeeds = defineStep({
  name: 'write-seeds',
  version: 1,
  output: Seeds,
  async run(input: { interpretation: Interpretation; toolPlan: ToolPlan }, context) {
    const { description, domain, goals } = input.interpretation;
    const tools = input.toolPlan.agents.flatMap((plan) => plan.tools);
    const capabilities = [...new Set(tools.map((tool) => firstSentence(tool.description)))];
    const [{ tree }, personas] = await Promise.all([
      context.ask(
        {
          name: 'problem_types',
          schema: ProblemTypes,
          system: 'You build taxonomies of user problems. You answer in JSON only.',
          instruction:
            'Build a tree of the problems that users bring to this system: areas below the root, problem types below ' +
            'the areas. Every path from the root to a leaf has at least 3 nodes; ids are unique snake_case; every ' +
            'label is given in English (en) and Chinese (zh). Only problems that the capabilities can solve.',
        },
        { description, capabilities, domain, goals, min_leaves: MIN_LEAVES },
      ),
      writePersonas(input.interpretation, context),
    ]);
    context.note(`${leafPaths(tree).length} problem types, ${personas.length} personas`);
    return { tree, personas };
  },
});

async function writePersonas(interpretation: Interpretation, context: StepContext): Promise<Persona[]> {
  const personas = new Map<string, Persona>();
  for (let round = 0; personas.size < PERSONA_COUNT && round < PERSONA_ROUNDS; round += 1) {
    const answer = await context.ask(
      {
        name: 'personas',
        schema: z.object({ personas: z.array(Persona).min(1) }),
        system: 'You invent realistic people. You answer in JSON only.',
        instruction:
          'Invent people who would use this system: each one or two sentences in the third person with occupation, ' +
          'situation and habits, in English (persona) and in Chinese (persona_chinese), languages never mixed. All ' +
          'different from one another and from those that exist already.',
      },
      {
        description: interpretation.description,
        domain: interpretation.domain,
        count: Math.min(PERSONA_BATCH, PERSONA_COUNT - personas.size),
        seed: deriveSeed(context.seed, 'personas', round),
        existing: [...personas.keys()],
      },
    );
    for (const persona of answer.personas) {
      if (personas.size < PERSONA_COUNT) personas.set(persona.persona.trim(), persona);
    }
  }
  return [...personas.values()];
}

/** Faults of a problem-type tree, each phrased so that a model can mend it. */
export function treeFaults(tree: ProblemType, minLeaves: number): string[] {
  const faults: string[] = [];
  const paths = leafPaths(tree);
  if (paths.length < minLeaves)
    faults.push(`the tree needs at least ${minLeaves} leaves, it has ${paths.length}`);
  for (const path of paths) {
    if (path.length < 3)
      faults.push(`the path to ${path.at(-1)?.id} has ${path.length} nodes, at least 3 are needed`);
  }
  const seen = new Set<string>();
  const visit = (node: ProblemType) => {
    if (seen.has(node.id)) faults.push(`the id ${node.id} is used twice`);
    seen.add(node.id);
    for (const child of node.children ?? []) visit(child);
  };
  visit(tree);
  return faults;
}
