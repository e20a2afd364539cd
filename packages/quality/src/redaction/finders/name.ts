import { type Finder, matches } from './finder.ts';
import { UNSPACED_SIGNS } from './unspaced.ts';

const UNSPACED_FIRST = new RegExp(`^[${UNSPACED_SIGNS}]`, 'u');
/** Particles of Korean follow a name without a space. */
const UNSPACED_LAST = new RegExp(String.raw`[${UNSPACED_SIGNS}\p{scx=Hangul}]$`, 'u');

/** Names as they are given, composed or not, longest first; whole words where the script has them. */
export function nameFinder(names: readonly string[]): Finder {
  const forms = names.toSorted((a, b) => b.length - a.length).map(formOf);
  const pattern = new RegExp(forms.join('|'), 'giu');
  return (text) =>
    matches(text, pattern, (match) => match.normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' '));
}

function formOf(name: string): string {
  const composed = name.normalize('NFC');
  const spellings = [...new Set([composed, name.normalize('NFD')])].map((spelling) =>
    spelling.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replaceAll(/\s+/gu, String.raw`\s+`),
  );
  const before = UNSPACED_FIRST.test(composed) ? '' : String.raw`(?<![\p{L}\p{N}_])`;
  const after = UNSPACED_LAST.test(composed) ? '' : String.raw`(?![\p{L}\p{M}\p{N}_])`;
  return `${before}(?:${spellings.join('|')})${after}`;
}
