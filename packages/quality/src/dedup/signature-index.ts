/**
 * MinHash signatures with locality-sensitive hashing: 25 bands of 5 places. A pair of Jaccard index 0.8 meets in a band
 * with a probability of 0.9999, one of 0.7 with 0.99, one of 0.5 with 0.55. Where pairs below 0.7 are looked for there are 41
 * bands of 3: one of 0.5 meets with 0.996. Holds 600 bytes a text and the buckets, nothing of its words.
 */
import { mix } from './hash.ts';
import { MinHash } from './min-hash.ts';

/** Places of a signature. */
export const PLACES = 125;
const ROWS = 5;
const ROWS_BELOW = 3;
const LOW_THRESHOLD = 0.7;
/** Texts looked at in a bucket, newest first: those of a longer one are near each other, and one of them is enough. */
const MAX_WALK = 64;

export class SignatureIndex {
  readonly #minHash = new MinHash(PLACES);
  /** Of each band: hash of the band to the last text that has it, plus one. */
  readonly #buckets: readonly Map<number, number>[];
  /** Places of a band. */
  readonly #rows: number;
  #size = 0;
  #signatures = new Uint32Array(PLACES * 64);
  /** Of each text and band: the text before it in its bucket, plus one; 0 at the end. */
  #previous: Uint32Array<ArrayBuffer>;

  /** @param threshold The least Jaccard index that pairs are looked for with, 0.5 or more. */
  constructor(threshold: number) {
    this.#rows = threshold < LOW_THRESHOLD ? ROWS_BELOW : ROWS;
    const bands = Math.floor(PLACES / this.#rows);
    this.#buckets = Array.from({ length: bands }, () => new Map<number, number>());
    this.#previous = new Uint32Array(bands * 64);
  }

  get size(): number {
    return this.#size;
  }

  /** Signs a text and gives its number, from 0 in order. It is no candidate before `index`. */
  sign(shingles: Uint32Array): number {
    const number = this.#make();
    this.#minHash.sign(shingles, this.#signatures, number * PLACES);
    return number;
  }

  /** The same with a signature that was made before. */
  load(signature: Uint32Array): number {
    const number = this.#make();
    this.#signatures.set(signature, number * PLACES);
    return number;
  }

  /** Makes a candidate of a text. */
  index(number: number): void {
    for (const [band, bucket] of this.#buckets.entries()) {
      const hash = this.#bandHash(number, band);
      this.#previous[number * this.#buckets.length + band] = bucket.get(hash) ?? 0;
      bucket.set(hash, number + 1);
    }
  }

  /** Texts that share a band with this one, without those to be passed over. */
  candidates(number: number, pass: (other: number) => boolean = () => false): number[] {
    const found = new Set<number>();
    for (const [band, bucket] of this.#buckets.entries()) {
      let other = bucket.get(this.#bandHash(number, band)) ?? 0;
      for (let walked = 0; other > 0 && walked < MAX_WALK; ) {
        if (!pass(other - 1)) {
          found.add(other - 1);
          walked += 1;
        }
        other = this.#previous[(other - 1) * this.#buckets.length + band] ?? 0;
      }
    }
    return [...found];
  }

  /** Share of the places where both signatures agree: an estimate of the Jaccard index, with a standard error of 0.036. */
  agreement(a: number, b: number): number {
    const signatures = this.#signatures;
    const [from, to] = [a * PLACES, b * PLACES];
    let same = 0;
    for (let place = 0; place < PLACES; place += 1) {
      if (signatures[from + place] === signatures[to + place]) same += 1;
    }
    return same / PLACES;
  }

  /** All signatures, one after another. */
  signatures(): Uint32Array {
    return this.#signatures.subarray(0, PLACES * this.#size);
  }

  #make(): number {
    const number = this.#size;
    this.#size += 1;
    if (this.#size * PLACES > this.#signatures.length) {
      this.#signatures = doubled(this.#signatures);
      this.#previous = doubled(this.#previous);
    }
    return number;
  }

  #bandHash(number: number, band: number): number {
    const from = number * PLACES + band * this.#rows;
    let hash = band;
    for (let at = from; at < from + this.#rows; at += 1)
      hash = mix(Math.imul(hash, 31) + (this.#signatures[at] ?? 0));
    return hash;
  }
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
