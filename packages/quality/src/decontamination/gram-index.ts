/**
 * Hashes of n-grams with the place that each was seen at first: a table with open addressing in typed arrays, 12 bytes a
 * slot, at most six tenths full. 52 bits a hash: among ten million grams, a lookup of a foreign one is wrong once in 450
 * million. Holds no text.
 */
import { NexError } from '@nex/core';
import { mix } from '../dedup/hash.ts';

const BASE_ONE = 0x9e3779b1;
const BASE_TWO = 0x85ebca77;
const FIRST_SLOTS = 1024;
const MAX_LOAD = 0.6;

export class GramIndex {
  readonly #maxGrams: number;
  /** Hash plus one; 0 is an empty slot. */
  #keys = new Float64Array(FIRST_SLOTS);
  #places = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  constructor(maxGrams: number) {
    this.#maxGrams = maxGrams;
  }

  get size(): number {
    return this.#size;
  }

  /** @throws NexError `too_large` when there is no room for another gram. */
  add(hash: number, place: number): void {
    const slot = this.#slotOf(hash);
    if (this.#keys[slot] !== 0) return;
    if (this.#size >= this.#maxGrams) {
      throw new NexError('too_large', `The benchmarks have more than ${this.#maxGrams} different n-grams.`, {
        where: 'benchmarks',
        hint: 'Give fewer files, or allow more n-grams.',
      });
    }
    this.#size += 1;
    this.#keys[slot] = hash + 1;
    this.#places[slot] = place;
    if (this.#size > MAX_LOAD * this.#keys.length) this.#grow();
  }

  placeOf(hash: number): number | undefined {
    const slot = this.#slotOf(hash);
    return this.#keys[slot] === 0 ? undefined : this.#places[slot];
  }

  /** Where the hash is, or the empty slot where it belongs. */
  #slotOf(hash: number): number {
    const mask = this.#keys.length - 1;
    let slot = mix(Math.floor(hash / 2 ** 20)) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== hash + 1) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, places] = [this.#keys, this.#places];
    this.#keys = new Float64Array(2 * keys.length);
    this.#places = new Uint32Array(2 * keys.length);
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] ?? 0;
      if (key === 0) continue;
      const slot = this.#slotOf(key - 1);
      this.#keys[slot] = key;
      this.#places[slot] = places[at] ?? 0;
    }
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
    if (at >= length - 1) visit((one >>> 0) * 2 ** 20 + (two >>> 12), at - length + 1);
  }
}
