import { digitsOf } from './credit-card.ts';
import { type Finder, matches } from './finder.ts';

/**
 * With the sign of a country code; in the groups of North America; with a leading zero in groups; a mobile number of
 * China. Bare digits could be anything.
 */
const PHONE =
  /(?<![\w.+/-])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}|(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}|\(?0\d{1,4}\)?[ /-]\d{3,8}(?:[ -]\d{2,5}){0,2}|1[3-9]\d{9})(?![\w-]|\.\d)/g;

export const findPhones: Finder = (text) =>
  matches(text, PHONE, digitsOf, (match) => {
    const { length } = digitsOf(match);
    return length >= 8 && length <= 15;
  });
