import { beginnings, type Finder } from './finder.ts';

/** 13 to 19 digits, alone or in groups, of the number ranges that are given to cards. */
const CARD = /(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-]|\.\d)/g;
/** How a number stands on a card. */
const AS_PRINTED =
  /^(?:2[2-7]|[3-6]\d)\d\d(?:\d{9,15}|([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|[ -]\d{6}[ -]\d{4,5})$/;

/** What stands beside a number, such as the day on which the card ends, may look like more of it. */
export const findCreditCards: Finder = (text) =>
  beginnings(text, CARD, {
    separator: /[ -]/,
    normal: digitsOf,
    holds: (match, isWhole) => isLuhn(digitsOf(match)) && (isWhole || AS_PRINTED.test(match)),
  });

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
