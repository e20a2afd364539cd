/** Looking for rows of a data set: by words, by what they are of, and how many there are of each kind. */
import * as z from 'zod';
import { PageQuery } from './api.ts';
import { Difficulty } from './difficulty.ts';

const Text = z.string().min(1).max(200);

/** What a row must be, all of it. */
export const RowFilter = z.object({
  q: Text.optional().describe(
    'Words of the conversation; "in quotes" as they stand there, -without, one or another.',
  ),
  kept: z.enum(['true', 'false']).optional().describe('Only kept or only dropped trajectories.'),
  reason: Text.optional().describe('Dropped for this.'),
  flag: Text.optional().describe('Flagged by this check, whatever its version.'),
  difficulty: z.enum(Difficulty.options).optional().describe('Of the query.'),
  language: Text.optional().describe('Of the query, as a BCP 47 tag.'),
  problemType: Text.max(1000)
    .optional()
    .describe('Labels from the root of the tree, joined by " › "; what lies below them counts too.'),
  persona: Text.max(2000).optional().describe('Who asked, word for word.'),
});
export type RowFilter = z.infer<typeof RowFilter>;

export const RowQuery = PageQuery.extend(RowFilter.shape).extend({
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .optional()
    .describe('Rows to leave out before the page, in the place of a cursor.'),
});
export type RowQuery = z.infer<typeof RowQuery>;

const Counts = z.record(z.string(), z.number().int());

/** Of the rows that a filter finds. */
export const RowFacets = z.object({
  rows: z.number().int(),
  kept: z.number().int(),
  /** First reason of each dropped trajectory → trajectories. */
  reason: Counts,
  /** Check that flags → trajectories. */
  flag: Counts,
  difficulty: Counts,
  language: Counts,
  /** Labels from the root of the tree, joined by ` › ` → trajectories; at most the 200 with the most. */
  problemType: Counts,
});
export type RowFacets = z.infer<typeof RowFacets>;
