/** A query of a build in a list: what it was made with, and why a text was refused. */
import * as z from 'zod';
import { PageQuery } from './api.ts';
import { RunAttempt } from './run-attempt.ts';

export const QUERY_STATES = ['drafted', 'accepted', 'rejected'] as const;

export const QueryRecord = z.object({
  queryId: z.string(),
  buildId: z.string(),
  queryIndex: z.number().int(),
  /** `drafted`: an attempt was refused, and another is due. */
  state: z.enum(QUERY_STATES),
  /** Empty while it is drafted. Absent where a policy redacts: the query's own row is not redacted. */
  text: z.string().optional(),
  /** As it was before an enhancer changed it. */
  originalText: z.string().optional(),
  persona: z.string(),
  problemType: z.array(z.string()),
  difficulty: z.string(),
  language: z.string(),
  /** What wrote it. */
  synthesizer: z.string(),
  /** The index of the given-up query that it stands in for. */
  replaces: z.number().int().optional(),
  attempts: z.number().int(),
  /** Why it was rejected; empty when it was not. */
  reason: z.string(),
  /** The refused attempts, in order. `rival`: the text that it was too much like. */
  refusals: z.array(
    z.object({ reason: z.string(), text: z.string().optional(), rival: z.string().optional() }),
  ),
  /** When asked for: the attempts at its runs, by sample and attempt. */
  runs: z.array(RunAttempt).optional(),
});
export type QueryRecord = z.infer<typeof QueryRecord>;

export const QueriesQuery = PageQuery.extend({
  state: z.enum(QUERY_STATES).optional().describe('Only queries in this state.'),
  reason: z.string().min(1).max(200).optional().describe('Rejected for this, or an attempt refused for it.'),
  runs: z.enum(['true', 'false']).optional().describe('With the attempts at the runs of each query.'),
});
export type QueriesQuery = z.infer<typeof QueriesQuery>;
