/**
 * Tokens are counted with a real encoding. A text counted once in a process is not
 * counted again while it stays among the recent ones: an agent's turns repeat their history.
 */
import { countTokens, decode, encode } from 'gpt-tokenizer';
import { digest } from '../text/draw.ts';

/** Marks such as <|endoftext|> are counted as the plain text they are. */
const PLAIN = { disallowedSpecial: new Set<string>() };

/** The usage block of an answer. */
export type Usage = { prompt_tokens: number; completion_tokens: number; total_tokens: number };

/** Counts the tokens of texts. */
export type TokenCounter = { count(text: string): number };

/** A counter that remembers up to `limit` texts. */
export function createTokenCounter(limit = 4096): TokenCounter {
  const known = new Map<string, number>();
  return {
    count(text) {
      if (text.length === 0) return 0;
      const key = text.length > 200 ? digest(32, text) : text;
      const before = known.get(key);
      if (before !== undefined) return before;
      const counted = countTokens(text, PLAIN);
      if (known.size >= limit) known.delete(known.keys().next().value ?? '');
      known.set(key, counted);
      return counted;
    },
  };
}

/** The text cut after `limit` tokens, and whether anything was cut. */
export function cutToTokens(text: string, limit: number): { text: string; cut: boolean } {
  const all = encode(text, PLAIN);
  if (all.length <= limit) return { text, cut: false };
  return { text: decode(all.slice(0, limit)), cut: true };
}
