/** Patterns of permission rules. `**` means everything; `*` any text. */

export const EVERYTHING = '**';

/** Whole-text match with `*` and `?`; no other character is special. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** `git push` matches `git push` and `git push origin`; with a wildcard the whole command has to match. */
export function matchesCommand(pattern: string, words: readonly string[]): boolean {
  const text = words.join(' ');
  const wanted = pattern.trim().replace(/:\*$/, '');
  if (/[*?]/.test(wanted)) return matchesWildcard(wanted, text);
  return text === wanted || text.startsWith(`${wanted} `);
}
