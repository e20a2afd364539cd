/** A bundle: a framework as files, named by the hash of its content. The directory form is what people edit. */
import * as z from 'zod';

/** Path inside the bundle: relative, forward slashes, no `..`. */
export const BundlePath = z
  .string()
  .max(300)
  .regex(
    /^(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_][A-Za-z0-9._/-]*$/,
    'a relative path without .. inside the bundle',
  );

export const BundleFile = z.object({ path: BundlePath, content: z.string().max(2_000_000) });
export type BundleFile = z.infer<typeof BundleFile>;

/** How the agents of a framework work together. */
export const PATTERN_NAMES = [
  'single_agent',
  'hierarchical_orchestrator',
  'hub_and_spoke',
  'phased_pipeline',
  'bottom_up_aggregation',
  'fixed_workflow',
] as const;
export const PatternName = z.enum(PATTERN_NAMES);
export type PatternName = z.infer<typeof PatternName>;

/** What does an action: a tool by the name that models see, or a sub-agent by its name. */
export const ActionBy = z.union([
  z.strictObject({ tool: z.string() }),
  z.strictObject({ agent: z.string() }),
]);
export type ActionBy = z.infer<typeof ActionBy>;

/** A group of actions that an agent masters, named in its prompt. */
export const MetaSkill = z.strictObject({
  name: z.string(),
  description: z.string(),
  actions: z.array(z.strictObject({ does: z.string(), by: ActionBy })),
});
export type MetaSkill = z.infer<typeof MetaSkill>;

/** A JSON Schema of an object: what an edge carries. */
export const ContractSchema = z.record(z.string(), z.unknown());

/** What a caller hands over on one edge, and what it gets back. */
export const EdgeContract = z.strictObject({
  from: z.string().describe('The calling agent.'),
  to: z.string().describe('The called agent.'),
  input: ContractSchema.describe('JSON Schema of an object: what the message must say.'),
  output: ContractSchema.describe('JSON Schema of an object: what the answer must say.'),
  sources: z
    .record(z.string(), z.string())
    .default({})
    .describe('Where each input comes from: `request`, or the name of an agent whose output has it.'),
});
export type EdgeContract = z.infer<typeof EdgeContract>;

/** What must hold, or must not happen, in a run of one agent. Judged on its trajectory alone. */
export const Assertion = z.discriminatedUnion('kind', [
  z
    .strictObject({ id: z.string(), kind: z.literal('calls'), names: z.array(z.string()).min(1) })
    .describe('At least one call of one of these tools or sub-agents succeeds.'),
  z
    .strictObject({ id: z.string(), kind: z.literal('order'), names: z.array(z.string()).min(2) })
    .describe('Those of them that are called are called first in this order.'),
  z
    .strictObject({ id: z.string(), kind: z.literal('answer_matches'), pattern: z.string() })
    .describe('The final answer matches the regular expression.'),
  z
    .strictObject({ id: z.string(), kind: z.literal('answer_fields'), fields: z.array(z.string()).min(1) })
    .describe('The final answer speaks of each of these outputs.'),
  z
    .strictObject({ id: z.string(), kind: z.literal('grounded') })
    .describe('Every number of the final answer occurs in the request or in a result.'),
  z
    .strictObject({ id: z.string(), kind: z.literal('never_calls'), names: z.array(z.string()).min(1) })
    .describe('None of these is called.'),
  z
    .strictObject({ id: z.string(), kind: z.literal('most_calls'), count: z.number().int().min(0) })
    .describe('There are at most so many calls.'),
]);
export type Assertion = z.infer<typeof Assertion>;

/** When a phase takes place: a field of what an earlier agent answered. */
export const PhaseCondition = z.strictObject({
  agent: z.string(),
  field: z.string(),
  is: z.enum(['present', 'absent', 'equal', 'above', 'below']),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
export type PhaseCondition = z.infer<typeof PhaseCondition>;

/** The phases of a pipeline or a fixed workflow, in order. */
export const Phase = z.strictObject({
  name: z.string(),
  agents: z.array(z.string()).min(1).describe('They work side by side.'),
  when: PhaseCondition.optional().describe('Without it the phase always takes place.'),
});
export type Phase = z.infer<typeof Phase>;

/** A tool that was written for this framework. Its agent entries carry `source_id: synthesised:<name>`. */
export const SynthesisedTool = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** NexAU tool file, code and cases: an array of `{name, input, expected}` as JSON. */
  tool: BundlePath,
  code: BundlePath,
  tests: BundlePath,
});
export type SynthesisedTool = z.infer<typeof SynthesisedTool>;

/** `framework.yaml`, the table of contents of a bundle. */
export const FrameworkFile = z.strictObject({
  type: z.literal('framework'),
  name: z.string().min(1).max(64),
  title: z.string().describe('Name of the framework as people read it.'),
  description: z
    .string()
    .describe('Names no agent and no tool, so that queries made from it do not leak the solution.'),
  sentence: z.string().describe('What the framework was made from.'),
  language: z.string().describe('Language of the prompts: en, zh.'),
  domain: z.string(),
  pattern: z.string().describe('How its agents work together.'),
  entry: BundlePath.describe("Path of the entry agent's file."),
  agents: z
    .array(
      z.strictObject({
        name: z.string(),
        file: BundlePath,
        parent: z.string().nullable().describe('The agent that calls it; null for the entry.'),
        role: z.string().optional(),
        meta_skills: z.array(MetaSkill).optional(),
        assertions: z.array(Assertion).optional().describe('What must hold in every run of the agent.'),
      }),
    )
    .min(1)
    .describe('Every agent, once for each parent.'),
  contracts: z.array(EdgeContract).optional().describe('One for every edge.'),
  phases: z.array(Phase).optional().describe('Of a phased_pipeline or a fixed_workflow.'),
  synthesised_tools: z.array(SynthesisedTool).optional(),
  provenance: z.strictObject({
    generator: z.string(),
    model: z.string(),
    provider: z.string(),
    /** True when the rule-based offline model wrote it. */
    offline_model: z.boolean(),
    seed: z.number().int(),
    catalogue: z.string(),
  }),
});
export type FrameworkFile = z.infer<typeof FrameworkFile>;

export interface ProblemType {
  id: string;
  en: string;
  zh: string;
  children?: ProblemType[];
}
export const ProblemType: z.ZodType<ProblemType> = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    en: z.string().min(1),
    zh: z.string(),
    children: z.array(ProblemType).optional(),
  }),
);
/** `problem_types.json`. */
export const ProblemTypeFile = z.object({ framework: z.string(), tree: ProblemType });
export type ProblemTypeFile = z.infer<typeof ProblemTypeFile>;

/** A line of `personas.jsonl`. */
export const Persona = z.object({ persona: z.string().min(1), persona_chinese: z.string() });
export type Persona = z.infer<typeof Persona>;

/** Every path from the root to a leaf. */
export function leafPaths(tree: ProblemType): ProblemType[][] {
  if (!tree.children?.length) return [[tree]];
  return tree.children.flatMap((child) => leafPaths(child).map((path) => [tree, ...path]));
}
