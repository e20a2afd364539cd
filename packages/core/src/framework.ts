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
      }),
    )
    .min(1)
    .describe('Every agent, once for each parent.'),
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
