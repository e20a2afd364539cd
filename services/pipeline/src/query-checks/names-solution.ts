/**
 * A query names no agent and no tool. A name that is a plain word (`search`) also occurs in ordinary speech, so it
 * counts only in code quotes; any other (`search_files`) counts wherever it stands as a whole.
 */
import type { QueryCheck } from './query-check.ts';

const PLAIN_WORD = /^\p{L}+$/u;
const INNER_CAPITAL = /\p{Ll}\p{Lu}/u;

export const namesSolution: QueryCheck = {
  name: 'names-solution',
  scope: 'draft',
  refuse({ text, identifiers }) {
    return identifiers.some((name) => names(text, name)) ? { reason: 'names_solution' } : undefined;
  },
};

function names(text: string, name: string): boolean {
  if (!text.includes(name)) return false;
  if (PLAIN_WORD.test(name) && !INNER_CAPITAL.test(name)) return text.includes(`\`${name}\``);
  return new RegExp(`(?<![A-Za-z0-9_-])${escaped(name)}(?![A-Za-z0-9_-])`).test(text);
}

function escaped(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
