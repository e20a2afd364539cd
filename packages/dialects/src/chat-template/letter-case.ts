/** Changing the case of letters, by code point. */

const LETTERS = /\p{L}[\p{L}\p{M}]*/gu;

export function uppered(text: string): string {
  return text.toUpperCase();
}

export function lowered(text: string): string {
  return text.toLowerCase();
}

/** `str.capitalize`. */
export function capitalized(text: string): string {
  const first = firstPoint(text);
  return uppered(first) + lowered(text.slice(first.length));
}

/** `str.title`: every run of letters. */
export function titled(text: string): string {
  return text.replace(LETTERS, capitalized);
}

export function swapped(text: string): string {
  return Array.from(text, (point) => (point === lowered(point) ? uppered(point) : lowered(point))).join('');
}

/** The first code point, or `''`. */
function firstPoint(text: string): string {
  return text === '' ? '' : String.fromCodePoint(text.codePointAt(0) ?? 0);
}

/** The `title` filter: words begin after white space, hyphens and opening brackets only. */
export function titledWords(text: string): string {
  return text
    .split(/([-\s({[<]+)/)
    .map(capitalized)
    .join('');
}
