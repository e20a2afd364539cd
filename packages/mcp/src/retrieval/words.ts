/** Words of a text, as the index and the query have them. */
import { pairsOf } from './chinese.ts';

/** Lower-case; camelCase and snake_case are split; a plural loses its s; Chinese is cut into pairs. */
export function words(text: string): string[] {
  const spaced = text
    .replaceAll(/\be-(?=mails?\b)/gi, 'e')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/(\p{Script=Han}+)/gu, ' $1 ')
    .toLowerCase();
  return spaced.split(/[^\p{L}\p{N}]+/u).flatMap((word) => {
    if (word === '') return [];
    if (/^\p{Script=Han}/u.test(word)) return pairsOf(word);
    return [word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word];
  });
}
