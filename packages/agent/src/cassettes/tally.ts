/** What the calls so far amount to: the states of servers as digests of the calls that made them, and equal calls counted. */
import { digestJson } from '@nex/core/digest';
import type { CallKey } from './call-key.ts';
import type { Place } from './place.ts';

export class Tally {
  #base: string;
  readonly #states: Map<string, string>;
  readonly #counts: Map<string, number>;

  constructor(place: Pick<Place, 'base' | 'states'>, counts: ReadonlyMap<string, number> = new Map()) {
    this.#base = place.base;
    this.#states = new Map(place.states);
    this.#counts = new Map(counts);
  }

  copy(): Tally {
    return new Tally({ base: this.#base, states: this.#states }, this.#counts);
  }

  /** Which one a next call that is equal in these parts is, from 1. */
  occurrence(parts: unknown): number {
    return (this.#counts.get(digestJson(parts)) ?? 0) + 1;
  }

  count(parts: unknown): void {
    this.#counts.set(digestJson(parts), this.occurrence(parts));
  }

  stateOf(server: string): string {
    return this.#states.get(server) ?? digestJson([this.#base, server]);
  }

  /** A call that the state of its server depends on from now on. */
  touch({ server, tool, args }: Pick<CallKey, 'server' | 'tool' | 'args'>): void {
    this.#states.set(server, digestJson([this.stateOf(server), tool, args]));
  }

  /** The states after something that may have changed them all. */
  shifted(by: string): Pick<Place, 'base' | 'states'> {
    const states = [...this.#states].map(([server, state]): [string, string] => [
      server,
      digestJson([state, by]),
    ]);
    return { base: digestJson([this.#base, by]), states: new Map(states) };
  }

  shift(by: string): void {
    const { base, states } = this.shifted(by);
    this.#base = base;
    for (const [server, state] of states) this.#states.set(server, state);
  }
}
