/**
 * Finds the places that a replacement means, by three ways in order; the first that finds anything decides:
 *
 * 1. `exact`: the text itself.
 * 2. `flexible`: the same lines with other white space at their ends; the new lines get the indentation found.
 * 3. `fuzzy`: the same words and signs from the beginning of a line, with other white space between them.
 *
 * All texts have `\n` as line end. Places do not overlap and come in order.
 */
import type { Edit } from './line-endings.ts';

/** Where more could be needed, only the exact way is gone: the others compare every line with every other. */
const MAX_COMPARISONS = 200_000_000;
const SIGNS = new Set('():[]{}<>=,;');

export interface FoundEdits {
  strategy: 'exact' | 'flexible' | 'fuzzy';
  edits: Edit[];
}

export function findEdits(text: string, search: string, replacement: string): FoundEdits | undefined {
  const ways = { exact: exactEdits, flexible: flexibleEdits, fuzzy: fuzzyEdits } as const;
  for (const strategy of ['exact', 'flexible', 'fuzzy'] as const) {
    const edits = ways[strategy](text, search, replacement);
    if (edits.length > 0) return { strategy, edits };
  }
  return undefined;
}

export function exactEdits(text: string, search: string, replacement: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + search.length)) {
    edits.push({ start: at, end: at + search.length, text: replacement });
  }
  return edits;
}

function flexibleEdits(text: string, search: string, replacement: string): Edit[] {
  const endsLine = search.endsWith('\n');
  const wanted = (endsLine ? search.slice(0, -1) : search).split('\n');
  const trimmed = wanted.map((line) => line.trim());
  if (trimmed.every((line) => line === '')) return [];
  const lines = text.split('\n');
  if (lines.length * wanted.length > MAX_COMPARISONS) return [];
  const bare = lines.map((line) => line.trim());
  const lineStarts = startsOf(lines);
  const edits: Edit[] = [];
  for (let first = 0; first + trimmed.length <= lines.length; first += 1) {
    if (!trimmed.every((line, index) => bare[first + index] === line)) continue;
    const last = first + trimmed.length - 1;
    const end = (lineStarts[last] ?? 0) + (lines[last]?.length ?? 0);
    // A search that ends its line takes the line's end with it, where there is one.
    const takesEnd = endsLine && last + 1 < lines.length;
    edits.push({
      start: lineStarts[first] ?? 0,
      end: takesEnd ? end + 1 : end,
      text: reindent(
        takesEnd || !endsLine ? replacement : replacement.replace(/\n$/, ''),
        indentOf(wanted[0] ?? ''),
        indentOf(lines[first] ?? ''),
      ),
    });
    first = last;
  }
  return edits;
}

interface Token {
  text: string;
  /** White space must stand before it, as two words would run together without. */
  apart: boolean;
}

function fuzzyEdits(text: string, search: string, replacement: string): Edit[] {
  const tokens = tokenize(search);
  if (tokens.length === 0 || tokens.length * text.length > MAX_COMPARISONS) return [];
  const indent = indentOf(search.replace(/^\s*\n/, ''));
  const edits: Edit[] = [];
  for (let lineStart = 0; lineStart < text.length; ) {
    const start = skipBlanks(text, lineStart);
    const end = matchTokens(text, start, tokens);
    if (end === undefined) {
      const next = text.indexOf('\n', lineStart);
      lineStart = next < 0 ? text.length : next + 1;
      continue;
    }
    const body = replacement.replace(/\n$/, '');
    edits.push({ start: lineStart, end, text: reindent(body, indent, text.slice(lineStart, start)) });
    const next = text.indexOf('\n', end);
    lineStart = next < 0 ? text.length : next + 1;
  }
  return edits;
}

function matchTokens(text: string, start: number, tokens: readonly Token[]): number | undefined {
  let at = start;
  for (const [index, token] of tokens.entries()) {
    const next = index === 0 ? at : skipSpace(text, at);
    if (token.apart && next === at) return undefined;
    if (!text.startsWith(token.text, next)) return undefined;
    at = next + token.text.length;
  }
  return isWordChar(text.charAt(at - 1)) && isWordChar(text.charAt(at)) ? undefined : at;
}

function tokenize(search: string): Token[] {
  const tokens: Token[] = [];
  let afterSpace = false;
  let open = false;
  for (const char of search) {
    if (/\s/.test(char)) {
      afterSpace = true;
      open = false;
      continue;
    }
    const last = tokens.at(-1);
    if (open && last && !SIGNS.has(char)) last.text += char;
    else {
      const apart =
        afterSpace && last !== undefined && isWordChar(last.text.at(-1) ?? '') && isWordChar(char);
      tokens.push({ text: char, apart });
    }
    open = !SIGNS.has(char);
    afterSpace = false;
  }
  return tokens;
}

/** Gives lines that were written below one indentation another one. */
function reindent(text: string, from: string, to: string): string {
  const lines = text.split('\n').map((line) => {
    if (line.trim() === '') return line;
    return to + (line.startsWith(from) ? line.slice(from.length) : line.trimStart());
  });
  return lines.join('\n');
}

const indentOf = (line: string): string => line.slice(0, line.length - line.trimStart().length);
const isWordChar = (char: string): boolean => /[\p{L}\p{N}_]/u.test(char);

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at += 1;
  return at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

function startsOf(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  return starts;
}
