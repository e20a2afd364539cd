/**
 * Near-duplicates among texts that come one after another: MinHash with locality-sensitive hashing, then the Jaccard
 * index of each candidate: what meets in a band is compared before it counts. Duplicates are tagged, never removed.
 */
import { NexError } from '@nex/core';
import { Clusters } from './clusters.ts';
import { jaccardIndex, SHINGLE_WORDS, shingleHashes } from './shingles.ts';
import { PLACES, SignatureIndex } from './signature-index.ts';

const MARGIN = 0.2;

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
  readonly #index: SignatureIndex;
  readonly #clusters = new Clusters();
  readonly #known = new Set<string>();
  readonly #ids: string[] = [];
  readonly #shingles: Uint32Array[] = [];

  constructor(threshold: number, gram: number, exact: boolean) {
    this.#threshold = threshold;
    this.#index = new SignatureIndex(threshold);
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
    if (this.#known.has(id)) return { clusterId: this.clusterOf(id), nearest: null };
    const shingles = shingleHashes(text, this.#gram);
    const number = this.#index.sign(shingles);
    this.#keep(id, shingles);
    let nearest: NearDuplicateTag['nearest'] = null;
    for (const other of shingles.length === 0 ? [] : this.#index.candidates(number)) {
      const jaccard = this.#similarity(number, other);
      if (jaccard < this.#threshold) continue;
      const otherId = this.#ids[other] ?? '';
      this.#clusters.join(id, otherId);
      if (jaccard > (nearest?.jaccard ?? 0)) nearest = { id: otherId, jaccard };
    }
    // Whoever is near an equal text is near this one too: a flood of equals makes no bucket longer.
    if (nearest?.jaccard !== 1 && shingles.length > 0) this.#index.index(number);
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
      signatures: toBase64(this.#index.signatures()),
      shingles: this.#shingles.map(toBase64),
    };
  }

  load(state: NearDuplicatesState, signatures: Uint32Array): void {
    for (const [at, id] of state.ids.entries()) {
      const signature = signatures.subarray(at * PLACES, (at + 1) * PLACES);
      const number = this.#index.load(signature);
      this.#keep(id, fromBase64(state.shingles[at] ?? ''));
      const empty = signature.every((value) => value === 0xffffffff);
      const equal =
        empty || this.#index.candidates(number).some((other) => this.#similarity(number, other) === 1);
      if (!equal) this.#index.index(number);
    }
    for (const [id, cluster] of state.clusters) this.#clusters.join(id, cluster);
  }

  #keep(id: string, shingles: Uint32Array): void {
    this.#ids.push(id);
    this.#known.add(id);
    this.#clusters.add(id);
    if (this.#exact) this.#shingles.push(shingles);
  }

  #similarity(a: number, b: number): number {
    const estimate = this.#index.agreement(a, b);
    const [left, right] = [this.#shingles[a], this.#shingles[b]];
    // Five standard errors below: the exact index costs more and would not come to the threshold.
    if (!left || !right || estimate < this.#threshold - MARGIN) return estimate;
    return jaccardIndex(left, right);
  }
}

function toBase64(array: Uint32Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

function fromBase64(text: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
}
