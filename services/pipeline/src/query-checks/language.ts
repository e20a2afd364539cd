/** A query is in the language that its slot asks for, as far as the letters tell, and in no other beside it. */
import type { QueryCheck } from './query-check.ts';
import { isInLanguage, mixesLanguages } from './scripts.ts';

export const language: QueryCheck = {
  name: 'language',
  scope: 'draft',
  refuse({ text, slot }) {
    if (!isInLanguage(text, slot.language)) return { reason: 'wrong_language' };
    return mixesLanguages(text, slot.language) ? { reason: 'mixed_languages' } : undefined;
  },
};
