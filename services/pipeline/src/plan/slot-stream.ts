/**
 * Plans slots as they are asked for and lets the tree grow meanwhile. What slot k adds to the tree is seen from slot
 * k + lag on. The lag follows from the number of queries alone, so the plan does not depend on who is fast, and it is
 * long enough that drafting rarely waits for a growing tree.
 */
import type { Expansions } from '../tree/expansions.ts';
import type { QueryPlan, QuerySlot } from './plan-queries.ts';

const MIN_LAG = 8;
const MAX_LAG = 256;

export function expansionLag(queries: number): number {
  return Math.min(MAX_LAG, Math.max(MIN_LAG, Math.ceil(queries / 4)));
}

export class SlotStream {
  readonly #plan: QueryPlan;
  readonly #expansions: Expansions;
  readonly #queries: number;
  readonly #lag: number;
  #last: Promise<unknown> = Promise.resolve();
  #started = 0;
  #planned = 0;

  constructor(plan: QueryPlan, expansions: Expansions, queries: number) {
    this.#plan = plan;
    this.#expansions = expansions;
    this.#queries = queries;
    this.#lag = expansionLag(queries);
  }

  /** Slots that were asked for. */
  get started(): number {
    return this.#started;
  }

  /** The next of the slots that the build asks for. Rejects with what stopped the growing of the tree. */
  next(): Promise<QuerySlot> {
    return this.#append(() => {
      // What no slot would see is not asked for.
      if (this.#planned + this.#lag < this.#queries) {
        this.#expansions.begin(this.#planned, this.#plan.tree);
      }
      return this.#plan.next();
    });
  }

  /** A further slot for one that was given up. Asked for in order of the given-up ones. */
  replace(rejected: QuerySlot): Promise<QuerySlot> {
    return this.#append(() => this.#plan.replace(rejected));
  }

  #append(plan: () => QuerySlot): Promise<QuerySlot> {
    this.#started += 1;
    const slot = this.#last.then(async () => {
      const node = await this.#expansions.nodeOf(this.#planned - this.#lag);
      if (node) this.#plan.grow(node);
      const made = plan();
      this.#planned += 1;
      return made;
    });
    this.#last = slot;
    // Its failure is met when its turn comes.
    slot.catch(() => {});
    return slot;
  }
}
