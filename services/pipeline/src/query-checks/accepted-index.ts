/**
 * The accepted queries of a build, searchable by digest and by likeness. Likeness is the Jaccard index over sets of
 * 5-grams of words (of characters where a script writes no spaces), computed exactly; an inverted index finds who
 * shares enough grams, so that adding n queries costs far less than n² comparisons.
 */
import { normalizeText } from '@nex/quality';
import type { AcceptedQueries } from './query-check.ts';

const GRAM = 5;
const NEAR = 0.8;

interface Entry {
  text: string;
  grams: number;
}

export class AcceptedIndex implements AcceptedQueries {
  readonly #byDigest = new Map<string, string>();
  readonly #entries: Entry[] = [];
  readonly #byGram = new Map<string, number[]>();

  add(text: string, digest: string): void {
    const grams = gramsOf(text);
    this.#byDigest.set(digest, text);
    const number = this.#entries.push({ text, grams: grams.size }) - 1;
    for (const gram of grams) {
      const known = this.#byGram.get(gram);
      if (known) known.push(number);
      else this.#byGram.set(gram, [number]);
    }
  }

  sameAs(digest: string): string | undefined {
    return this.#byDigest.get(digest);
  }

  closeTo(text: string): string | undefined {
    const grams = gramsOf(text);
    const shared = new Map<number, number>();
    for (const gram of grams) {
      for (const number of this.#byGram.get(gram) ?? []) shared.set(number, (shared.get(number) ?? 0) + 1);
    }
    for (const [number, both] of shared) {
      const entry = this.#entries[number] as Entry;
      if (both / (grams.size + entry.grams - both) >= NEAR) return entry.text;
    }
    return undefined;
  }
}

/** Texts of fewer words than a gram are one gram as a whole. */
function gramsOf(text: string): Set<string> {
  const words = normalizeText(text).match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
  if (words.length <= GRAM) return new Set([words.join(' ')]);
  return new Set(
    words.slice(0, words.length - GRAM + 1).map((_, at) => words.slice(at, at + GRAM).join(' ')),
  );
}
