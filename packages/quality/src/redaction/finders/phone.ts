import { digitsOf } from './credit-card.ts';
import { type Finder, matches } from './finder.ts';

/**
 * With the sign of a country code; in the groups of North America, its 1 before them or not; with a leading zero in groups, in
 * pairs too; a mobile number of China. Bare digits could be anything.
 */
const FORMS = [
  String.raw`\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}`,
  String.raw`(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}`,
  String.raw`(?<!\d\d[ .])0[1-9](?<pause>[ .-])\d\d(?:\k<pause>\d\d){3}(?!\k<pause>\d)`,
  String.raw`\(?0\d{1,4}\)?[ /-]\d{3,8}(?:[ -]\d{2,5}){0,2}`,
  String.raw`1[3-9]\d{9}`,
];
const PHONE = new RegExp(String.raw`(?<![\w.+/-])(?:${FORMS.join('|')})(?![\w-]|\.\d)`, 'g');

export const findPhones: Finder = (text) =>
  matches(text, PHONE, digitsOf, (match) => {
    const { length } = digitsOf(match);
    return length >= 8 && length <= 15;
  });
