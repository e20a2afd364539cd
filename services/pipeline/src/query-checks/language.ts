/** A query is in the language that its slot asks for, as far as the letters tell: Chinese has Han, English little. */
import type { Language } from '../plan/plan-queries.ts';
import type { QueryCheck } from './query-check.ts';

const HAN = /\p{Script=Han}/gu;
const LETTER = /\p{L}/gu;

/** Least share of Han among the letters of a Chinese query; names and units may be Latin. */
const MIN_CHINESE_SHARE = 0.2;
/** Largest share of Han among the letters of an English query. */
const MAX_ENGLISH_SHARE = 0.1;

const PLAUSIBLE: Record<Language, (hanShare: number) => boolean> = {
  zh: (share) => share >= MIN_CHINESE_SHARE,
  en: (share) => share <= MAX_ENGLISH_SHARE,
};

export const language: QueryCheck = {
  name: 'language',
  scope: 'draft',
  refuse({ text, slot }) {
    const letters = text.match(LETTER)?.length ?? 0;
    const han = text.match(HAN)?.length ?? 0;
    if (letters === 0) return { reason: 'wrong_language' };
    return PLAUSIBLE[slot.language](han / letters) ? undefined : { reason: 'wrong_language' };
  },
};
