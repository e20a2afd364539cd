/** Phrases for short texts, codes and colours. */
import type { Family } from './family.ts';

/** The families of codes. */
export const CODES: Family[] = [
  {
    name: 'text-length',
    suits: ['studio', 'engineering', 'study', 'shop'],
    allowed: /count (?:characters|words)/i,
    about: 'count words characters text length',
    kind: 'find',
    phrase: ({ draw, theme }) => {
      const text = draw.pick(theme.slogans);
      return draw.pick([
        `count the words and characters in "${text}"`,
        `tell me how many characters "${text}" has`,
      ]);
    },
  },
  {
    name: 'hash',
    suits: ['engineering'],
    allowed: /\bhash\b/i,
    about: 'hash checksum fingerprint text security',
    kind: 'find',
    phrase: ({ draw, theme }) => `compute the SHA-256 hash of "${draw.pick(theme.slogans)}"`,
  },
  {
    name: 'base64',
    suits: ['engineering'],
    allowed: /base64 strings|encode or decode base64/i,
    about: 'encode base64 text code',
    kind: 'find',
    phrase: ({ draw, theme }) => `encode "${draw.pick(theme.slogans)}" in Base64`,
  },
  {
    name: 'url-form',
    suits: ['engineering'],
    allowed: /url, html|url encoding/i,
    about: 'encode url text link',
    kind: 'find',
    phrase: ({ draw, theme }) => `URL-encode "${draw.pick(theme.slogans)}" for a link`,
  },
  {
    name: 'colours',
    suits: ['studio', 'engineering', 'shop'],
    allowed: /colou?rs? between|convert colou?rs?/i,
    about: 'colour color hex rgb brand design',
    kind: 'find',
    phrase: ({ draw }) => {
      const code = `#${draw.pick(['ff8800', '2a6f97', '7b2cbf', '2d6a4f', 'd62828', '264653', 'e9c46a'])}`;
      return draw.pick([
        `convert the colour ${code} to RGB`,
        `give me the RGB and HSL values of the colour ${code}`,
      ]);
    },
  },
  {
    name: 'versions',
    suits: ['engineering'],
    allowed: /semantic versioning|semver/i,
    about: 'version release compare semver',
    kind: 'find',
    phrase: ({ draw }) =>
      `compare version ${draw.between(1, 3)}.${draw.between(0, 9)}.${draw.between(0, 9)} with version ${draw.between(1, 3)}.${draw.between(0, 9)}.${draw.between(0, 9)}`,
  },
];
