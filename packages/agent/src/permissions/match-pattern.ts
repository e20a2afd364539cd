/** Patterns of permission rules. `**` means everything; `*` any text. */
import { matchesWildcard } from '@nex/core';

export const EVERYTHING = '**';

/** `git push` matches `git push` and `git push origin`; with a wildcard the whole command has to match. */
export function matchesCommand(pattern: string, words: readonly string[]): boolean {
  const text = words.join(' ');
  const wanted = pattern.trim().replace(/:\*$/, '');
  if (/[*?]/.test(wanted)) return matchesWildcard(wanted, text);
  return text === wanted || text.startsWith(`${wanted} `);
}
