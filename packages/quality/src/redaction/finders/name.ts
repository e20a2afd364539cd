import { type Finder, matches } from './finder.ts';

const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+$/u;

/** Names as they are given, longest first; whole words where the script has them. */
export function nameFinder(names: readonly string[]): Finder {
  const forms = names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => {
      const form = name
        .normalize('NFC')
        .replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
        .replaceAll(/\s+/gu, String.raw`\s+`);
      return UNSPACED.test(name) ? form : `(?<![\\p{L}\\p{N}_])${form}(?![\\p{L}\\p{N}_])`;
    });
  const pattern = new RegExp(forms.join('|'), 'giu');
  return (text) => matches(text, pattern, (match) => match.toLowerCase().replaceAll(/\s+/gu, ' '));
}
