/**
 * Whether a rule that forbids meets a command. A rule is met however its options are written: `git push` also by
 * `git -C . push`, `rm -rf` also by `rm -f -R` and `rm --recursive --force`. A word that the shell makes up may be any.
 */
import { matchesWildcard } from '@nex/core';
import { EVERYTHING, matchesCommand } from './match-pattern.ts';
import type { ShellCommand } from './shell-commands.ts';

/** `maybe`: the words that are made up decide. */
export type Meeting = 'surely' | 'maybe' | 'not';

export function meets(pattern: string, command: ShellCommand): Meeting {
  const { words, written } = command;
  if (pattern === EVERYTHING || matchesCommand(pattern, words)) return 'surely';
  if (matchesCommand(pattern, [written, ...words.slice(1)])) return 'surely';
  const [name = '', ...wanted] = pattern
    .trim()
    .replace(/:\*$/, '')
    .split(/\s+/)
    .map((token) => token.replaceAll(/\*+/g, '*'));
  if (wanted.length === 0 || !matchesWildcard(name, words[0] ?? '')) return 'not';
  const options = wanted.filter((token) => token.startsWith('-'));
  const operands = wanted.filter((token) => !token.startsWith('-'));
  const found = [...options.map((option) => hasOption(option, command)), hasOperands(operands, command)];
  if (found.includes('not')) return 'not';
  return found.includes('maybe') ? 'maybe' : 'surely';
}

/** In order. Between them stand only options and what may be the value of one. */
function hasOperands(wanted: readonly string[], { words, dynamic }: ShellCommand): Meeting {
  let at = 1;
  for (const token of wanted) {
    for (; ; at += 1) {
      const word = words[at];
      if (word === undefined) return 'not';
      // It may be several words, or none.
      if (dynamic[at]) return 'maybe';
      if (matchesWildcard(token, word)) break;
      const before = words[at - 1] ?? '';
      const isValue = at > 1 && before.startsWith('-') && !before.includes('=');
      if (!word.startsWith('-') && !isValue) return 'not';
    }
    at += 1;
  }
  return 'surely';
}

/** Short options may be joined; a long one is known by a short one of its first letter, and by its beginning. */
function hasOption(wanted: string, { words, dynamic }: ShellCommand): Meeting {
  const given = words.slice(1).filter((word) => word.startsWith('-'));
  const isLong = wanted.startsWith('--');
  const letters = isLong ? [wanted[2] ?? ''] : Array.from(wanted.slice(1));
  const isThere = isLong
    ? given.some((word) => matchesWildcard(wanted, word.split('=')[0] ?? '') || begins(wanted, word)) ||
      letters.every((letter) => hasLetter(letter, given, false))
    : letters.every((letter) => hasLetter(letter, given, true));
  if (isThere) return 'surely';
  return dynamic.slice(1).some(Boolean) ? 'maybe' : 'not';
}

function hasLetter(letter: string, given: readonly string[], long: boolean): boolean {
  // Recursion is written in either case.
  const same = (one: string) =>
    one === letter || (/r/i.test(letter) && one.toLowerCase() === letter.toLowerCase());
  return given.some((word) =>
    word.startsWith('--') ? long && same(word[2] ?? '') : Array.from(word.slice(1)).some(same),
  );
}

function begins(option: string, word: string): boolean {
  const name = word.split('=')[0] ?? '';
  return name.length > 3 && name.startsWith('--') && option.startsWith(name);
}
