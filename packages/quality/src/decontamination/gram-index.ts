/**
 * Hashes of n-grams with the place that each was seen at first. 53 bits a hash: among ten million grams, a lookup of a
 * foreign one is wrong once in 900 million. Holds no text; each gram takes about 30 bytes.
 */
import { NexError } from '@nex/core';

const SHARDS = 16;
const BASE_ONE = 0x9e3779b1;
const BASE_TWO = 0x85ebca77;

export class GramIndex {
  readonly #maxGrams: number;
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<number, number>());
  #size = 0;

  constructor(maxGrams: number) {
    this.#maxGrams = maxGrams;
  }

  get size(): number {
    return this.#size;
  }

  /** @throws NexError `too_large` when there is no room for another gram. */
  add(hash: number, place: number): void {
    const shard = this.#shard(hash);
    if (shard.has(hash)) return;
    if (this.#size >= this.#maxGrams) {
      throw new NexError('too_large', `The benchmarks have more than ${this.#maxGrams} different n-grams.`, {
        where: 'benchmarks',
        hint: 'Give fewer files, or allow more n-grams.',
      });
    }
    this.#size += 1;
    shard.set(hash, place);
  }

  placeOf(hash: number): number | undefined {
    return this.#shard(hash).get(hash);
  }

  #shard(hash: number): Map<number, number> {
    return this.#shards[hash % SHARDS] as Map<number, number>;
  }
}

/** Calls `visit` with the hash of each run of `length` words and the index of its first word. */
export function eachGram(
  words: Uint32Array,
  length: number,
  visit: (hash: number, at: number) => void,
): void {
  let [one, two, outOne, outTwo] = [0, 0, 1, 1];
  for (let at = 0; at < length; at += 1) {
    outOne = Math.imul(outOne, BASE_ONE);
    outTwo = Math.imul(outTwo, BASE_TWO);
  }
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? 0;
    one = (Math.imul(one, BASE_ONE) + word) | 0;
    two = (Math.imul(two, BASE_TWO) + (word ^ 0x5bd1e995)) | 0;
    if (at >= length) {
      const gone = words[at - length] ?? 0;
      one = (one - Math.imul(gone, outOne)) | 0;
      two = (two - Math.imul(gone ^ 0x5bd1e995, outTwo)) | 0;
    }
    if (at >= length - 1) visit((one >>> 0) * 2 ** 21 + (two >>> 11), at - length + 1);
  }
}
