/** A check of a drafted query: a pure judgement that says why not, or nothing. */
import type { QuerySlot } from '../plan/plan-queries.ts';

/** The build's accepted queries with smaller index. */
export interface AcceptedQueries {
  /** The text of an accepted query with the same digest, if any. */
  sameAs(digest: string): string | undefined;
  /** The text of an accepted query that reads nearly the same, if any. */
  closeTo(text: string): string | undefined;
}

export interface QueryDraft {
  text: string;
  digest: string;
  slot: QuerySlot;
  identifiers: readonly string[];
  /** What the framework's tools can do, without their names. */
  capabilities: readonly string[];
  /** Paths of the files that the run begins with. */
  files?: readonly string[];
}

/** `rival` is the accepted query that stands in the way. */
export interface Refusal {
  reason: string;
  rival?: string;
}

export type QueryCheck =
  /** Looks at the draft alone: runs as soon as the draft is there. */
  | { name: string; scope: 'draft'; refuse(draft: QueryDraft): Refusal | undefined }
  /** Compares: runs in order of the slots, so that the outcome does not depend on which model call was faster. */
  | {
      name: string;
      scope: 'build';
      refuse(draft: QueryDraft, accepted: AcceptedQueries): Refusal | undefined;
    };
