/** The 3-grams of words of a text, in any script: where a script writes no spaces, a word is a character. */

const GRAM = 3;
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}_-][\p{L}\p{M}\p{N}_-]*/gu;

/** `names` become one word, so that renaming an agent changes nothing. Shorter texts are one gram. */
export function shinglesOf(text: string, names: Iterable<string> = []): Set<string> {
  const blind = new Set([...names].map((name) => name.toLowerCase()));
  const words = (text.normalize('NFKC').toLowerCase().match(WORD) ?? []).map((word) =>
    blind.has(word) ? '*' : word,
  );
  if (words.length === 0) return new Set();
  if (words.length <= GRAM) return new Set([words.join(' ')]);
  return new Set(
    words.slice(0, words.length - GRAM + 1).map((_, at) => words.slice(at, at + GRAM).join(' ')),
  );
}
