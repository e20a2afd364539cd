/** What lists can be asked: a page of them, and which of their items. Times are of the making of an item. */
import * as z from 'zod';
import { FRAMEWORK_STATES, PageQuery } from './api.ts';
import { BUILD_STATES } from './build.ts';
import { NexError } from './error.ts';
import { BATCH_STATES } from './framework-batch.ts';
import { RunState } from './run.ts';

const Moment = z.iso.datetime({ offset: true });

export const MadeQuery = PageQuery.extend({
  since: Moment.optional().describe('Made at this time or later (RFC 3339).'),
  until: Moment.optional().describe('Made before this time (RFC 3339).'),
});
export type MadeQuery = z.infer<typeof MadeQuery>;

export const FrameworkQuery = MadeQuery.extend({
  state: z.enum(FRAMEWORK_STATES).optional().describe('Only those in this state.'),
});
export type FrameworkQuery = z.infer<typeof FrameworkQuery>;

export const FrameworkBatchQuery = MadeQuery.extend({
  state: z.enum(BATCH_STATES).optional().describe('Only those in this state.'),
});
export type FrameworkBatchQuery = z.infer<typeof FrameworkBatchQuery>;

export const RunQuery = MadeQuery.extend({
  state: z.enum(RunState.options).optional().describe('Only those in this state.'),
  frameworkDigest: z.string().max(100).optional().describe('Only runs of this bundle.'),
});
export type RunQuery = z.infer<typeof RunQuery>;

export const BuildQuery = MadeQuery.extend({
  state: z.enum(BUILD_STATES).optional().describe('Only those in this state.'),
  frameworkId: z.string().max(100).optional().describe('Only builds from this framework.'),
});
export type BuildQuery = z.infer<typeof BuildQuery>;

export const DataSetQuery = MadeQuery.extend({
  frameworkDigest: z.string().max(100).optional().describe('Only data sets of this bundle.'),
});
export type DataSetQuery = z.infer<typeof DataSetQuery>;

/**
 * A page of a list that is short enough to be read whole. `keyOf` tells its items apart; the cursor is the key of the last
 * item of the page before. Throws `invalid_request` for a cursor that is no item's.
 */
export function pageOfAll<T>(
  all: readonly T[],
  { limit, cursor }: PageQuery,
  keyOf: (item: T) => string,
): { items: T[]; nextCursor: string | null } {
  const last = cursor === undefined ? -1 : all.findIndex((item) => keyOf(item) === cursor);
  if (cursor !== undefined && last < 0) throw strangeCursor();
  const items = all.slice(last + 1, last + 1 + limit);
  const end = items.at(-1);
  return { items, nextCursor: end !== undefined && last + 1 + limit < all.length ? keyOf(end) : null };
}

/** For a cursor that is of another list. */
export function strangeCursor(): NexError {
  return new NexError('invalid_request', 'The cursor is none of this list.', {
    where: 'querystring.cursor',
    hint: 'Give the nextCursor of the page before.',
  });
}
