/**
 * Counts how often each leaf was drawn, and draws so that rare ones catch up. Leaves of one count stand together, so a
 * draw costs as much as there are different counts, however many leaves there are. One caller makes all draws of a
 * build in the order of its slots, so the counts are exact whatever runs at the same time.
 */
import { NexError, type SynthesisSpec } from '@nex/core';
import type { Random } from '../plan/random.ts';

/** A leaf drawn c times before has the weight (c + 1)^-1.5. */
const EXPONENT = -1.5;

export class LeafCounters {
  readonly #counts = new Map<string, number>();
  /** Leaves by count. Their order within a count depends on the history alone. */
  readonly #byCount = new Map<number, string[]>();

  constructor(leaves: readonly string[]) {
    for (const leaf of leaves) this.add(leaf);
  }

  /** A new leaf, never drawn. */
  add(leaf: string): void {
    this.#put(leaf, 0);
  }

  /** Draws a leaf and counts it. `stratified` draws among those with the least count. */
  draw(sampling: SynthesisSpec['sampling'], random: Random): string {
    const count = sampling === 'stratified' ? this.#least() : this.#drawCount(random.unit());
    const leaves = this.#byCount.get(count) ?? [];
    const leaf = leaves[random.below(leaves.length)];
    if (leaf === undefined) throw new NexError('internal', 'The problem-type tree has no leaf to draw.');
    this.#take(leaf);
    this.#put(leaf, count + 1);
    return leaf;
  }

  /** Takes one draw of the leaf back: its query was given up. */
  release(leaf: string): void {
    const count = this.#counts.get(leaf) ?? 0;
    if (count === 0) return;
    this.#take(leaf);
    this.#put(leaf, count - 1);
  }

  #least(): number {
    return Math.min(...this.#byCount.keys());
  }

  #drawCount(unit: number): number {
    const groups = [...this.#byCount].sort(([a], [b]) => a - b);
    const weights = groups.map(([count, { length }]) => length * (count + 1) ** EXPONENT);
    let left = unit * weights.reduce((a, b) => a + b, 0);
    for (const [index, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return groups[index]?.[0] ?? 0;
    }
    return groups.at(-1)?.[0] ?? 0;
  }

  #put(leaf: string, count: number): void {
    this.#counts.set(leaf, count);
    const leaves = this.#byCount.get(count);
    if (leaves) leaves.push(leaf);
    else this.#byCount.set(count, [leaf]);
  }

  #take(leaf: string): void {
    const count = this.#counts.get(leaf) ?? 0;
    const leaves = this.#byCount.get(count) ?? [];
    const last = leaves.pop();
    if (last !== leaf && last !== undefined) leaves[leaves.indexOf(leaf)] = last;
    if (leaves.length === 0) this.#byCount.delete(count);
  }
}
