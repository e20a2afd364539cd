/**
 * Says when further queries add nothing. Looked at are the drafts that were compared with the accepted queries, in order
 * of their slots: what each adds is the share of its shingles that no accepted query before it had, nothing for one that
 * was refused as a repetition. Drafts that were refused for other reasons say nothing of it.
 */
import type { SynthesisSpec } from '@nex/core';

export const REPETITIONS: ReadonlySet<string> = new Set(['duplicate', 'near_duplicate']);

export class Saturation {
  readonly #bound: SynthesisSpec['saturation'];
  readonly #shares: number[] = [];
  #sum = 0;

  /** Without a bound it is never reached. */
  constructor(bound: SynthesisSpec['saturation']) {
    this.#bound = bound;
  }

  /** `share`: from 0 to 1. */
  note(share: number): void {
    if (!this.#bound) return;
    this.#shares.push(share);
    this.#sum += share;
    if (this.#shares.length > this.#bound.window) this.#sum -= this.#shares.shift() ?? 0;
  }

  /** As many drafts as the window holds were noted, and their mean is below the bound. */
  get reached(): boolean {
    if (!this.#bound || this.#shares.length < this.#bound.window) return false;
    return this.#sum / this.#shares.length < this.#bound.minNewShare;
  }
}
