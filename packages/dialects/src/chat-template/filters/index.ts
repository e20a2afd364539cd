/** The filters of chat templates by name. */
import type { Filter } from './filter.ts';
import { SEQUENCE_FILTERS } from './sequence-filters.ts';
import { TEXT_FILTERS } from './text-filters.ts';
import { VALUE_FILTERS } from './value-filters.ts';

export type { Filter, FilterContext } from './filter.ts';

/** `from_json` is beyond what Python's libraries define; some templates call it behind a test. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...TEXT_FILTERS,
  ...SEQUENCE_FILTERS,
  ...VALUE_FILTERS,
]);

/** Filters that Jinja has and this engine has not: naming them is no error until they are applied. */
export const ABSENT_FILTERS: ReadonlySet<string> = new Set([
  'filesizeformat',
  'pprint',
  'random',
  'urlencode',
  'urlize',
  'wordwrap',
  'xmlattr',
]);
