/** What the queries of a build are spread over, while it is at work and after. */
import * as z from 'zod';

const Share = z.object({
  name: z.string(),
  /** Accepted queries. */
  queries: z.number().int(),
  /** Kept trajectories of these. */
  kept: z.number().int(),
});

export const BuildComposition = z.object({
  /** The problem-type tree, parents before their children. Empty for a build of tasks. */
  tree: z.array(
    z.object({
      id: z.string(),
      /** `null` for the root. */
      parentId: z.string().nullable(),
      label: z.string(),
      /** Nodes that the tree had grown by when it came; 0 for those of the framework. */
      version: z.number().int(),
      /** Times that it was drawn as a leaf, as the queries are. */
      drawn: z.number().int(),
      /** Accepted queries of it as a leaf. */
      accepted: z.number().int(),
      kept: z.number().int(),
    }),
  ),
  difficulty: z.array(Share),
  language: z.array(Share),
  /** The 100 with the most queries. */
  persona: z.array(Share),
  personas: z.number().int(),
});
export type BuildComposition = z.infer<typeof BuildComposition>;
