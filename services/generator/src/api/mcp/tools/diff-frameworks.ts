/** diff_frameworks: what is different between two frameworks, by agent, tool, edge and contract. */
import { diffFrameworks as diff, diffText, readFrameworkModel } from '@nex/framework';
import * as z from 'zod';
import { filesOf, SOURCE } from '../framework-source.ts';
import { defineTool, READS } from '../tool.ts';

const Side = z.strictObject(SOURCE);
const Names = z.object({ added: z.array(z.string()), removed: z.array(z.string()) });

export const diffFrameworks = defineTool({
  name: 'diff_frameworks',
  title: 'Compare two frameworks',
  description:
    'Tells what changed from framework a to framework b, each one of the platform or files that you hand over: ' +
    'agents and edges that came or went, fields, tools and lines of prompts that are different.',
  input: z.strictObject({ a: Side.describe('Before.'), b: Side.describe('After.') }),
  output: z.object({
    same: z.boolean(),
    agents: Names.extend({ changed: z.array(z.string()) }),
    tools: Names.extend({ changed: z.array(z.string()) }),
    edges: Names,
    text: z.string().describe('The whole difference as lines.'),
  }),
  hints: READS,
  async run({ a, b }, { context }) {
    const [before, after] = await Promise.all([filesOf(context, a), filesOf(context, b)]);
    const found = diff(readFrameworkModel(before), readFrameworkModel(after));
    const { added, removed, changed } = found.agents;
    return {
      same: found.same,
      agents: { added, removed, changed: changed.map((agent) => agent.name) },
      tools: found.tools,
      edges: found.edges,
      text: diffText(found).join('\n'),
    };
  },
});
