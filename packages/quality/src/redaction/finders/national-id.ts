import { digitsOf } from './credit-card.ts';
import { type Finder, matches, type Span } from './finder.ts';

/** Social security number of the USA: no area 000, 666 or 9xx, no group 00, no serial 0000. */
const USA = /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g;
/** National insurance number of the United Kingdom. */
const UNITED_KINGDOM =
  /(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/g;
/** Resident identity number of China, GB 11643. */
const CHINA =
  /(?<![A-Za-z0-9])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![A-Za-z0-9])/g;
/** CPF of Brazil. */
const BRAZIL = /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g;
/** DNI and NIE of Spain. */
const SPAIN = /(?<![A-Za-z0-9])(?:[XYZ]-?\d{7}|\d{8})-?[A-HJ-NP-TV-Z](?![A-Za-z0-9])/g;

export const findNationalIds: Finder = (text) => {
  const found: Span[] = [];
  const same = (match: string) => match.replaceAll(/[ .-]/g, '').toUpperCase();
  const all = [
    ...matches(text, USA, same),
    ...matches(text, UNITED_KINGDOM, same),
    ...matches(text, CHINA, same, (match) => isChinese(match.toUpperCase())),
    ...matches(text, BRAZIL, same, (match) => isBrazilian(digitsOf(match))),
    ...matches(text, SPAIN, same, (match) => isSpanish(same(match))),
  ];
  for (const span of all.sort((a, b) => a.start - b.start)) {
    if (span.start >= (found.at(-1)?.end ?? 0)) found.push(span);
  }
  return found;
};

function isChinese(id: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(id[at]), 0);
  return '10X98765432'[sum % 11] === id[17];
}

function isBrazilian(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false;
  return [9, 10].every((length) => {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += Number(digits[at]) * (length + 1 - at);
    return ((sum * 10) % 11) % 10 === Number(digits[length]);
  });
}

function isSpanish(id: string): boolean {
  const number = Number(id.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === id.at(-1);
}
