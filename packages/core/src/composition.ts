/** What a data set is made of, in counts. */
import * as z from 'zod';

const Counts = z.record(z.string(), z.number().int());

export const CompositionAccount = z.object({
  rows: z.number().int(),
  /** Rows that a rule-based stand-in wrote, not a language model. */
  offlineRows: z.number().int(),
  messages: z.number().int(),
  toolCalls: z.number().int(),
  /** Difficulty → language → rows. */
  difficultyLanguage: z.record(z.string(), Counts),
  /** Labels from the root of the tree, joined by ` › ` → rows. */
  problemType: Counts,
  /** Name as agents call it → calls. */
  tool: Counts,
  /** Calls of tools that the agent did not have. */
  unknownToolCalls: z.number().int(),
  /** Agent → its runs as a sub-agent. */
  subAgent: Counts,
  model: Counts,
  /** Turns of all agents, as the lower bound of a class → rows. A class goes to twice its bound. */
  turns: Counts,
  /** The same for tokens of the text, estimated as a quarter of its characters. */
  tokens: Counts,
  /** Rows with a fault that was injected. */
  faultRows: z.number().int().default(0),
  /** Kind of an injected fault → rows. */
  fault: Counts.default({}),
});
export type CompositionAccount = z.infer<typeof CompositionAccount>;
