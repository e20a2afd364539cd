/**
 * The turns of runs in a lane that all builds and rollouts of this process share. The runtime paces the calls of a run by
 * itself; a run that was turned away more often than it was answered, or failed of it, says that too many runs are under way.
 */
import type { Lane, Turn } from '@nex/llm';
import type { RunEnd } from '@nex/rpc';

export class RunTurns implements Disposable {
  readonly #lane: Lane;
  readonly #free: Turn[] = [];
  readonly #held = new Map<string, Turn>();

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  /** Takes turns ahead of the runs: how many there are, at most so many. What is too much is dropped before anything is awaited. */
  reserve(atMost: number): number {
    while (this.#free.length < atMost) {
      const turn = this.#lane.tryEnter();
      if (!turn) break;
      this.#free.push(turn);
    }
    return Math.min(this.#free.length, atMost);
  }

  /** Gives the run one of them; one that is at work already goes on without, when none is free. */
  assign(key: string): void {
    const turn = this.#free.pop() ?? this.#lane.tryEnter();
    if (turn) this.#held.set(key, turn);
  }

  /** Keeps so many of what was reserved. Nobody saw the others taken, so nobody is woken for them. */
  keep(count: number): void {
    for (const turn of this.#free.splice(count)) turn.drop();
  }

  /** Gives back what was kept and not used. */
  release(): void {
    for (const turn of this.#free.splice(0)) turn.end({ outcome: 'other' });
  }

  end(key: string, { state, failure, usage }: Pick<RunEnd, 'state' | 'failure' | 'usage'>): void {
    const { modelCalls, throttledCalls = 0 } = usage;
    const crowded = throttledCalls > 0 && throttledCalls >= modelCalls;
    const outcome =
      failure?.code === 'model_overloaded' || crowded
        ? 'throttled'
        : state === 'completed'
          ? 'good'
          : 'other';
    this.#held.get(key)?.end({ outcome });
    this.#held.delete(key);
  }

  [Symbol.dispose](): void {
    this.release();
    for (const turn of this.#held.values()) turn.end({ outcome: 'other' });
    this.#held.clear();
  }
}
