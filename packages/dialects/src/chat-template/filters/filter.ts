/** What a filter is, and what it may ask of the interpreter. */
import type { Run } from '../run.ts';
import type { Arguments, Value } from '../value.ts';

export interface FilterContext {
  readonly run: Run;
  /** Applies a filter by name, for `map`. */
  filter(name: string, value: Value, given: Arguments): Value;
  /** Applies a test by name, for `select` and its kin. */
  test(name: string, value: Value, given: Arguments): boolean;
}

export type Filter = (context: FilterContext, value: Value, given: Arguments) => Value;
export type FilterEntry = [string, Filter];
