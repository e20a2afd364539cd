/** A query shares less than four fifths of its shingles with any other of its build. */
import type { QueryCheck } from './query-check.ts';

export const nearDuplicate: QueryCheck = {
  name: 'near-duplicate',
  scope: 'build',
  refuse({ text }, accepted) {
    const rival = accepted.closeTo(text);
    return rival === undefined ? undefined : { reason: 'near_duplicate', rival };
  },
};
