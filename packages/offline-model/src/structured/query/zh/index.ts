/** The Chinese of queries: the phrase of each family, and the kinds of problems by their English names. */
import { AREAS } from '../../problem-areas.ts';
import { ZH_MOMENTS } from './moments.ts';
import { ZH_NUMBERS } from './numbers.ts';
import type { ZhPhrase } from './phrase.ts';
import { ZH_RECORDS } from './records.ts';

/** By the family's name. */
export const ZH_PHRASES: Readonly<Record<string, ZhPhrase>> = { ...ZH_NUMBERS, ...ZH_MOMENTS, ...ZH_RECORDS };

const KINDS = AREAS.flatMap(({ types }) => types.map(({ label }) => label));

/** The English words of a Chinese label that begins with a known kind of problem; any other label as it is. */
export function englishLabel(label: string): string {
  return KINDS.find(([, zh]) => label.includes(zh))?.[0] ?? label;
}
