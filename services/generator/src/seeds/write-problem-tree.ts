/** The problem-type tree: its areas first, then each area by a call of its own, side by side. */
import { type Json, leafPaths, NexError, ProblemType } from '@nex/core';
import pLimit from 'p-limit';
import * as z from 'zod';
import type { Interpretation } from '../steps/interpret.ts';
import { CALLS_AT_A_TIME, type StepContext } from '../steps/step.ts';
import { labelFaults, treeFaults } from './problem-tree-faults.ts';
import { withUniqueIds } from './with-unique-ids.ts';

const Label = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/, 'lower case, digits, - and _'),
  en: z.string().min(2).max(200),
  zh: z.string().min(1).max(200),
});
const Areas = z.object({ root: Label, areas: z.array(Label).min(1).max(24) });
/** Areas that grow further when the first answers are too few. */
const ROUNDS = 3;

export interface TreeInput {
  interpretation: Interpretation;
  capabilities: string[];
  minLeaves: number;
}

/** Throws `shortfall` when the tree stays below `minLeaves`. */
export async function writeProblemTree(input: TreeInput, context: StepContext): Promise<ProblemType> {
  const { minLeaves } = input;
  const { root, areas } = await askAreas(input, context);
  const limit = pLimit(CALLS_AT_A_TIME);
  const grown = new Map<string, ProblemType[]>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    // Areas are grown apart, so an id can come twice.
    const tree = withUniqueIds({
      ...root,
      children: areas.map((area) => ({ ...area, children: grown.get(area.id) ?? [] })),
    });
    const leaves = round === 1 ? 0 : leafPaths(tree).length;
    if (round > 1 && leaves >= minLeaves) return tree;
    const each = Math.max(2, Math.ceil((minLeaves - leaves) / areas.length));
    const answers = await Promise.all(
      areas.map((area) =>
        limit(() => askArea(input, { area, least: each, existing: grown.get(area.id) ?? [] }, context)),
      ),
    );
    for (const [index, area] of areas.entries()) {
      grown.set(area.id, [...(grown.get(area.id) ?? []), ...(answers[index] ?? [])]);
    }
  }
  const tree = withUniqueIds({
    ...root,
    children: areas.map((area) => ({ ...area, children: grown.get(area.id) ?? [] })),
  });
  const [fault] = treeFaults(tree, minLeaves);
  if (fault === undefined) return tree;
  throw new NexError('shortfall', `The problem types are not enough: ${fault}.`, {
    where: 'write-seeds: problem types',
    hint: 'Lower minLeaves, or say in the sentence what more users bring.',
  });
}

function askAreas({ interpretation, capabilities, minLeaves }: TreeInput, context: StepContext) {
  const { description, domain, goals } = interpretation;
  return context.ask(
    {
      name: 'problem_areas',
      schema: Areas.superRefine(({ root, areas }, issues) => {
        const tree = { ...root, children: areas };
        const ids = new Set([root.id, ...areas.map((area) => area.id)]);
        if (ids.size !== areas.length + 1) issues.addIssue({ code: 'custom', message: 'ids must be unique' });
        for (const message of labelFaults(tree)) issues.addIssue({ code: 'custom', message });
      }),
      system: 'You build taxonomies of user problems. You answer in JSON only.',
      instruction:
        'Name the areas of the problems that users bring to this system, and the root above them. Ids are snake_case; ' +
        'every label is given in English (en) and Chinese (zh). Only problems that the capabilities can solve.',
    },
    { description, capabilities, domain, goals, min_leaves: minLeaves },
  );
}

async function askArea(
  { interpretation, capabilities }: TreeInput,
  { area, least, existing }: { area: z.infer<typeof Label>; least: number; existing: ProblemType[] },
  context: StepContext,
): Promise<ProblemType[]> {
  const { description, domain } = interpretation;
  const { children } = await context.ask(
    {
      name: 'problem_area',
      schema: z.object({ children: z.array(ProblemType).min(1) }).superRefine(({ children }, issues) => {
        const tree = { ...area, children };
        const leaves = leafPaths(tree).length;
        if (leaves < least)
          issues.addIssue({ code: 'custom', message: `at least ${least} leaves are needed, not ${leaves}` });
        for (const message of labelFaults(tree)) issues.addIssue({ code: 'custom', message });
      }),
      system: 'You build taxonomies of user problems. You answer in JSON only.',
      instruction:
        'Grow this area of the tree: problem types below it, with kinds of their own where that helps. Ids are ' +
        'snake_case and unique; every label is given in English (en) and Chinese (zh), languages never mixed. Only ' +
        'problems that the capabilities can solve, none that exists already.',
    },
    { description, domain, capabilities, area, min_leaves: least, existing: existing as unknown as Json },
  );
  return children;
}
