/** Finds text that goes round in circles: the same run of words again and again with nothing between. */
import { wordsOf } from './words.ts';

const MIN_COPIES = 4;
const MIN_WORDS = 48;
const MAX_PERIOD = 400;
/** Only the end of a longer text is read: a model that falls into a loop does not come out of it. */
const MAX_WORDS = 20_000;

export interface Repetition {
  /** The words that repeat, joined by spaces. */
  phrase: string;
  copies: number;
}

/**
 * The shortest phrase (1 to 400 words) that stands at least 4 times in a row over at least 48 words. Phrases
 * without a letter do not count: rows of numbers and table rules are data.
 */
export function findRepetition(text: string): Repetition | undefined {
  const words = wordsOf(text).slice(-MAX_WORDS);
  const lettersBefore = new Uint32Array(words.length + 1);
  for (const [at, word] of words.entries()) {
    lettersBefore[at + 1] = (lettersBefore[at] ?? 0) + (/\p{L}/u.test(word) ? 1 : 0);
  }
  const longest = Math.min(MAX_PERIOD, Math.floor(words.length / MIN_COPIES));
  for (let period = 1; period <= longest; period += 1) {
    const needed = Math.max(MIN_WORDS, period * MIN_COPIES) - period;
    let same = 0;
    for (let at = period; at < words.length; at += 1) {
      same = words[at] === words[at - period] ? same + 1 : 0;
      if (same < needed) continue;
      if (lettersBefore[at + 1] === lettersBefore[at + 1 - period]) continue;
      const phrase = words.slice(at + 1 - period, at + 1);
      while (at + 1 < words.length && words[at + 1] === words[at + 1 - period]) {
        at += 1;
        same += 1;
      }
      return { phrase: phrase.join(' '), copies: Math.floor((same + period) / period) };
    }
  }
  return undefined;
}
