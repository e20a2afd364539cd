/**
 * Numbers are read from prose where they stand as quantities, not inside
 * dates, times, file names or quotations.
 */
import type { Found } from './dates.ts';
import { withoutLiterals } from './literals.ts';

const WORDS: Record<string, number> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  fifty: 50,
};

/** Every quantity of the text, in order. Signs count only where nothing stands before them; Chinese characters may stand right beside. */
export function numbersIn(text: string): Found<number>[] {
  const plain = withoutLiterals(text);
  const found: Found<number>[] = [];
  for (const match of plain.matchAll(
    /(?<!(?!\p{Script=Han})\p{L}|[\d._-])(?<!\d\s)-?\d+(?:,\d{3})*(?:\.\d+)?(?![\d]|\.\d)/gu,
  )) {
    found.push({ value: Number(match[0].replace(/,/g, '')), raw: match[0], index: match.index });
  }
  return found;
}

/** A small number written as a word, when the text has one. */
export function numberWordIn(text: string): number | undefined {
  const match = new RegExp(`\\b(${Object.keys(WORDS).join('|')})\\b`, 'i').exec(text);
  return match?.[1] ? WORDS[match[1].toLowerCase()] : undefined;
}

/** A number as people write it: at most `digits` decimals, no trailing zeros. */
export function spokenNumber(value: number, digits = 2): string {
  if (Number.isInteger(value)) return String(value);
  const small = Math.abs(value) < 0.1 ? 4 : digits;
  return String(Number(value.toFixed(small)));
}
