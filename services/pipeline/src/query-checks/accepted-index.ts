/**
 * The accepted queries of a build, searchable by digest and by likeness: the Jaccard index over the shingles by which
 * near-duplicates of a data set are found, computed exactly. An inverted index finds who shares enough of them, so that
 * adding n queries costs far less than n² comparisons, and asking adds nothing.
 */
import { SHINGLE_WORDS, shingleHashes } from '@nex/quality';
import type { AcceptedQueries } from './query-check.ts';

const NEAR = 0.8;

interface Entry {
  text: string;
  shingles: number;
}

export class AcceptedIndex implements AcceptedQueries {
  readonly #byDigest = new Map<string, string>();
  readonly #entries: Entry[] = [];
  readonly #byShingle = new Map<number, number[]>();

  /** The share of the text's shingles that no text before it had; 1 for a text without any. */
  add(text: string, digest: string): number {
    const shingles = shingleHashes(text, SHINGLE_WORDS);
    this.#byDigest.set(digest, text);
    const number = this.#entries.push({ text, shingles: shingles.length }) - 1;
    let fresh = 0;
    for (const shingle of shingles) {
      const known = this.#byShingle.get(shingle);
      if (known) {
        known.push(number);
        continue;
      }
      this.#byShingle.set(shingle, [number]);
      fresh += 1;
    }
    return shingles.length === 0 ? 1 : fresh / shingles.length;
  }

  sameAs(digest: string): string | undefined {
    return this.#byDigest.get(digest);
  }

  closeTo(text: string): string | undefined {
    const shingles = shingleHashes(text, SHINGLE_WORDS);
    const shared = new Map<number, number>();
    for (const shingle of shingles) {
      for (const number of this.#byShingle.get(shingle) ?? []) {
        shared.set(number, (shared.get(number) ?? 0) + 1);
      }
    }
    for (const [number, both] of shared) {
      const entry = this.#entries[number] as Entry;
      if (both / (shingles.length + entry.shingles - both) >= NEAR) return entry.text;
    }
    return undefined;
  }
}
