import { type Finder, matches } from './finder.ts';

/** 13 to 19 digits, alone or in groups, of the number ranges that are given to cards. */
const CARD = /(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-]|\.\d)/g;

export const findCreditCards: Finder = (text) =>
  matches(text, CARD, digitsOf, (match) => isLuhn(digitsOf(match)));

export function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** Check digit of ISO/IEC 7812-1. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}
