/** A query occurs once in its build, whatever its spelling, spacing and closing punctuation. */
import type { QueryCheck } from './query-check.ts';

export const duplicate: QueryCheck = {
  name: 'duplicate',
  scope: 'build',
  refuse({ digest }, accepted) {
    const rival = accepted.sameAs(digest);
    return rival === undefined ? undefined : { reason: 'duplicate', rival };
  },
};
