/** Strings as Python sees them: sequences of code points, and its notion of white space. */

/** What `str.strip`, `str.split` and `\s` take as white space; a character class without its brackets. */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const SURROGATE = /[\ud800-\udfff]/;

/** True when index by UTF-16 unit and index by code point are the same. */
export function isFlat(text: string): boolean {
  return !SURROGATE.test(text);
}

export function codePointLength(text: string): number {
  if (isFlat(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** One string per code point. */
export function codePoints(text: string): string[] {
  return isFlat(text) ? text.split('') : Array.from(text);
}

/** Negative, zero or positive, by code points. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (isFlat(a) && isFlat(b)) return a < b ? -1 : 1;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const LEADING = new RegExp(`^[${SPACE}]+`);
const SPACE_CHARACTER = new RegExp(`[${SPACE}]`);
const ALL_SPACE = new RegExp(`^[${SPACE}]+$`);

export function stripStart(text: string, characters?: string): string {
  if (characters === undefined) return text.replace(LEADING, '');
  const set = new Set(characters);
  const points = codePoints(text);
  let start = 0;
  while (start < points.length && set.has(points[start] ?? '')) start += 1;
  return points.slice(start).join('');
}

/** Linear, which an anchored regular expression for the end would not be. */
export function stripEnd(text: string, characters?: string): string {
  if (characters === undefined) {
    let end = text.length;
    while (end > 0 && SPACE_CHARACTER.test(text[end - 1] ?? '')) end -= 1;
    return text.slice(0, end);
  }
  const set = new Set(characters);
  const points = codePoints(text);
  let end = points.length;
  while (end > 0 && set.has(points[end - 1] ?? '')) end -= 1;
  return points.slice(0, end).join('');
}

export function isSpace(text: string): boolean {
  return ALL_SPACE.test(text);
}

const LINE_BREAKS = '\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029';
const LINE_END = new RegExp(`\\r\\n|[${LINE_BREAKS}]`, 'g');

/** `str.splitlines`. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
