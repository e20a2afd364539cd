/**
 * A concept is a kind of work people ask for: how its wording looks, and the words
 * a tool or an agent that can do it uses of itself. Concepts name no tool.
 */

/** One kind of work. */
export type Concept = {
  name: string;
  /** What a request for it looks like. */
  when: RegExp;
  /** Wording that means something else after all. */
  unless?: RegExp;
  /** Values the request must contain, by reader name. */
  needs?: readonly Need[];
  /** How much a match says: 1 is usual, more is more specific. */
  weight: number;
  /** A doer's own words hold at least one of each group. */
  must: readonly string[];
  /** Words that make a doer a better fit, and choose among the values of an enum. */
  terms: string;
  /** Words that make a doer a worse fit. */
  avoid?: string;
  /** Concepts whose earlier requests this one builds on. */
  after?: readonly string[];
  /** True when it records something rather than finding something out. */
  stores?: boolean;
};

/** A value a concept can ask for. */
export type Need =
  | 'expression'
  | 'numbers'
  | 'number'
  | 'units'
  | 'date'
  | 'two-dates'
  | 'two-zones'
  | 'quotation'
  | 'colour'
  | 'cron'
  | 'file'
  | 'address'
  | 'version';
