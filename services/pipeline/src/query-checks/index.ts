/** Every check of a query, in the order in which its reason counts. */
import { answerable } from './answerable.ts';
import { duplicate } from './duplicate.ts';
import { language } from './language.ts';
import { length } from './length.ts';
import { namesSolution } from './names-solution.ts';
import { nearDuplicate } from './near-duplicate.ts';
import type { AcceptedQueries, QueryCheck, QueryDraft, Refusal } from './query-check.ts';
import { realistic } from './realistic.ts';
import { stable } from './stable.ts';

export const QUERY_CHECKS: readonly QueryCheck[] = [
  length,
  language,
  namesSolution,
  realistic,
  stable,
  answerable,
  duplicate,
  nearDuplicate,
];

/** First reason against the draft by itself. */
export function refuseDraft(draft: QueryDraft): Refusal | undefined {
  for (const check of QUERY_CHECKS) {
    const refusal = check.scope === 'draft' ? check.refuse(draft) : undefined;
    if (refusal) return refusal;
  }
  return undefined;
}

/** First reason against the draft beside the accepted queries before it. */
export function refuseAmong(draft: QueryDraft, accepted: AcceptedQueries): Refusal | undefined {
  for (const check of QUERY_CHECKS) {
    const refusal = check.scope === 'build' ? check.refuse(draft, accepted) : undefined;
    if (refusal) return refusal;
  }
  return undefined;
}
