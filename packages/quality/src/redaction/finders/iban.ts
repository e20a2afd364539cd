import { beginnings, type Finder } from './finder.ts';

const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g;

/** A word in capitals behind it may look like more of it. */
export const findIbans: Finder = (text) =>
  beginnings(text, IBAN, {
    separator: / /,
    normal: (match) => match.replaceAll(' ', ''),
    holds: (match) => isIban(match.replaceAll(' ', '')),
  });

/** ISO 13616: the first four signs go to the end, letters become 10 to 35, and the rest by 97 is 1. */
export function isIban(iban: string): boolean {
  if (iban.length < 15 || iban.length > 34) return false;
  let rest = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}
