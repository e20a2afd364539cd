/** Asks the model for one subcategory more below a node of the problem-type tree. */
import * as z from 'zod';
import type { Ask } from '../synthesis/asker.ts';
import type { Prompt } from '../synthesis/prompt.ts';
import type { TreeNode } from './problem-tree.ts';

const Answer = z.object({
  en: z.string().describe('The label in English'),
  zh: z.string().describe('The same label in Chinese'),
});
export type ProposedLabels = z.output<typeof Answer>;

export const EXPANSION_PROMPT: Prompt<ProposedLabels> = {
  name: 'problem_type_expansion',
  version: 1,
  schema: Answer,
  system: `You extend a classification of the problems that users bring to an assistant.

- Name one further subcategory of "parent": a kind of problem that is neither among the "siblings" nor a different wording of one, nor under "refused".
- It lies on the level of the siblings: as narrow as they are, and not an example of one of them.
- The assistant can solve problems of this kind with the abilities under "capabilities", within "description".
- "en" is a label of two to six English words, "zh" the same label in Chinese characters. Neither names an agent, a tool or a product.`,
  instruction: 'Name one new subcategory for the following place in the classification.',
  temperature: 0.9,
};

export interface ExpansionInput {
  parent: TreeNode;
  siblings: readonly TreeNode[];
  description: string;
  capabilities: readonly string[];
  refused: readonly string[];
}

export function expandProblemType(ask: Ask, input: ExpansionInput): Promise<ProposedLabels> {
  const labels = ({ en, zh }: TreeNode) => ({ en, zh });
  return ask(EXPANSION_PROMPT, {
    parent: labels(input.parent),
    siblings: input.siblings.map(labels),
    description: input.description,
    capabilities: [...input.capabilities],
    refused: [...input.refused],
  });
}
