/** A query has something to say and fits a prompt: 10 to 4000 characters (code points). */
import type { QueryCheck } from './query-check.ts';

const MIN_CHARS = 10;
const MAX_CHARS = 4000;

export const length: QueryCheck = {
  name: 'length',
  scope: 'draft',
  refuse({ text }) {
    const chars = [...text.trim()].length;
    if (chars === 0) return { reason: 'empty' };
    if (chars < MIN_CHARS) return { reason: 'too_short' };
    return chars > MAX_CHARS ? { reason: 'too_long' } : undefined;
  },
};
