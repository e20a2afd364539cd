/**
 * Near-duplicates among texts that come one after another: MinHash with locality-sensitive hashing, then the Jaccard
 * index of each candidate. 25 bands of 5 places: a pair of Jaccard index 0.8 meets in a band with a probability of
 * 0.9999, one of 0.5 with 0.55, and what meets is compared before it counts. Duplicates are tagged, never removed.
 */
import { NexError } from '@nex/core';
import { Clusters } from './clusters.ts';
import { mix } from './hash.ts';
import { MinHash } from './min-hash.ts';
import { jaccardIndex, SHINGLE_WORDS, shingleHashes } from './shingles.ts';

const BANDS = 25;
const ROWS = 5;
const PLACES = BANDS * ROWS;
const MARGIN = 0.2;
/** Texts looked at in a bucket, newest first: those of a longer one are near each other, and one of them is enough. */
const MAX_WALK = 64;

export interface NearDuplicatesOptions {
  /** From which Jaccard index on two texts are near-duplicates. Default 0.8. */
  threshold?: number;
  /** Words (characters of scripts without spaces) to a shingle. Default 3. */
  gram?: number;
  /**
   * True keeps the shingles of each text (4 bytes each) and compares exactly; false keeps signatures alone (500 bytes
   * a text) and estimates. Default true.
   */
  exact?: boolean;
}

export interface NearDuplicateTag {
  /** Smallest id of the cluster as far as it is known now; the text's own id when it is alone. */
  clusterId: string;
  /** The most similar text before this one, when it is near enough. */
  nearest: { id: string; jaccard: number } | null;
}

/** Everything as JSON, for a later process to go on with. */
export interface NearDuplicatesState {
  version: 1;
  threshold: number;
  gram: number;
  exact: boolean;
  ids: string[];
  clusters: [id: string, cluster: string][];
  /** Base64 of little-endian 32-bit integers, 125 per text. */
  signatures: string;
  /** Base64 per text; only where the comparison is exact. */
  shingles: string[];
}

export interface NearDuplicates {
  /** Tags a text against all before it. An id that was added before keeps its first text. */
  add(id: string, text: string): NearDuplicateTag;
  /** The cluster that an id is in now. */
  clusterOf(id: string): string;
  readonly size: number;
  state(): NearDuplicatesState;
}

export function createNearDuplicates(options: NearDuplicatesOptions = {}): NearDuplicates {
  const { threshold = 0.8, gram = SHINGLE_WORDS, exact = true } = options;
  return new Index(threshold, gram, exact);
}

/** @throws NexError `invalid_request` for a state of another version or make. */
export function restoreNearDuplicates(state: NearDuplicatesState): NearDuplicates {
  const signatures = fromBase64(state.signatures);
  if (state.version !== 1 || signatures.length !== PLACES * state.ids.length) {
    throw new NexError('invalid_request', 'The state of the near-duplicates is of another version.', {
      where: 'state',
      hint: 'Add the texts again.',
    });
  }
  const index = new Index(state.threshold, state.gram, state.exact);
  index.load(state, signatures);
  return index;
}

class Index implements NearDuplicates {
  readonly #threshold: number;
  readonly #gram: number;
  readonly #exact: boolean;
  readonly #minHash = new MinHash(PLACES);
  readonly #clusters = new Clusters();
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #shingles: Uint32Array[] = [];
  /** Of each band: hash of the band to the last text that has it, plus one. */
  readonly #buckets = Array.from({ length: BANDS }, () => new Map<number, number>());
  #signatures = new Uint32Array(PLACES * 64);
  /** Of each text and band: the text before it in its bucket, plus one; 0 at the end. */
  #previous = new Uint32Array(BANDS * 64);

  constructor(threshold: number, gram: number, exact: boolean) {
    this.#threshold = threshold;
    this.#gram = gram;
    this.#exact = exact;
  }

  get size(): number {
    return this.#ids.length;
  }

  clusterOf(id: string): string {
    return this.#clusters.clusterOf(id);
  }

  add(id: string, text: string): NearDuplicateTag {
    if (this.#numbers.has(id)) return { clusterId: this.clusterOf(id), nearest: null };
    const shingles = shingleHashes(text, this.#gram);
    const number = this.#make(id, shingles);
    this.#minHash.sign(shingles, this.#signatures, number * PLACES);
    let nearest: NearDuplicateTag['nearest'] = null;
    for (const other of shingles.length === 0 ? [] : this.#candidates(number)) {
      const jaccard = this.#similarity(number, other);
      if (jaccard < this.#threshold) continue;
      const otherId = this.#ids[other] ?? '';
      this.#clusters.join(id, otherId);
      if (jaccard > (nearest?.jaccard ?? 0)) nearest = { id: otherId, jaccard };
    }
    // Whoever is near an equal text is near this one too: a flood of equals makes no bucket longer.
    if (nearest?.jaccard !== 1 && shingles.length > 0) this.#index(number);
    return { clusterId: this.clusterOf(id), nearest };
  }

  state(): NearDuplicatesState {
    return {
      version: 1,
      threshold: this.#threshold,
      gram: this.#gram,
      exact: this.#exact,
      ids: [...this.#ids],
      clusters: this.#clusters.entries(),
      signatures: toBase64(this.#signatures.subarray(0, PLACES * this.size)),
      shingles: this.#shingles.map(toBase64),
    };
  }

  load(state: NearDuplicatesState, signatures: Uint32Array): void {
    for (const [at, id] of state.ids.entries()) {
      const number = this.#make(id, fromBase64(state.shingles[at] ?? ''));
      const signature = signatures.subarray(at * PLACES, (at + 1) * PLACES);
      this.#signatures.set(signature, number * PLACES);
      const empty = signature.every((value) => value === 0xffffffff);
      const equal = empty || this.#candidates(number).some((other) => this.#similarity(number, other) === 1);
      if (!equal) this.#index(number);
    }
    for (const [id, cluster] of state.clusters) this.#clusters.join(id, cluster);
  }

  #make(id: string, shingles: Uint32Array): number {
    const number = this.#ids.push(id) - 1;
    this.#numbers.set(id, number);
    this.#clusters.add(id);
    if (this.#exact) this.#shingles.push(shingles);
    if ((number + 1) * PLACES > this.#signatures.length) {
      this.#signatures = doubled(this.#signatures);
      this.#previous = doubled(this.#previous);
    }
    return number;
  }

  #candidates(number: number): number[] {
    const found = new Set<number>();
    for (const [band, bucket] of this.#buckets.entries()) {
      let other = bucket.get(this.#bandHash(number, band)) ?? 0;
      for (let walked = 0; other > 0 && walked < MAX_WALK; walked += 1) {
        found.add(other - 1);
        other = this.#previous[(other - 1) * BANDS + band] ?? 0;
      }
    }
    return [...found];
  }

  #index(number: number): void {
    for (const [band, bucket] of this.#buckets.entries()) {
      const hash = this.#bandHash(number, band);
      this.#previous[number * BANDS + band] = bucket.get(hash) ?? 0;
      bucket.set(hash, number + 1);
    }
  }

  #bandHash(number: number, band: number): number {
    const from = number * PLACES + band * ROWS;
    let hash = band;
    for (let at = from; at < from + ROWS; at += 1)
      hash = mix(Math.imul(hash, 31) + (this.#signatures[at] ?? 0));
    return hash;
  }

  #similarity(a: number, b: number): number {
    const estimate = this.#agreement(a, b);
    const [left, right] = [this.#shingles[a], this.#shingles[b]];
    // Five standard errors below: the exact index costs more and would not come to the threshold.
    if (!left || !right || estimate < this.#threshold - MARGIN) return estimate;
    return jaccardIndex(left, right);
  }

  /** Share of the places where both signatures agree. */
  #agreement(a: number, b: number): number {
    const signatures = this.#signatures;
    const [from, to] = [a * PLACES, b * PLACES];
    let same = 0;
    for (let place = 0; place < PLACES; place += 1) {
      if (signatures[from + place] === signatures[to + place]) same += 1;
    }
    return same / PLACES;
  }
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function toBase64(array: Uint32Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

function fromBase64(text: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
}
