/** Lets so many model calls run at a time; of those that wait, the one with the lowest rank is next. */

interface Waiting {
  rank: number;
  start(): void;
}

export class CallLanes {
  readonly #width: () => number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  /** @param width Asked at each turn: it may change while calls run. */
  constructor(width: () => number) {
    this.#width = width;
  }

  /** Runs `work` when a lane is free. Equal ranks go in the order in which they came. */
  async run<T>(rank: number, work: () => Promise<T>): Promise<T> {
    const turn = this.#turn(rank);
    this.admit();
    await turn;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.admit();
    }
  }

  /** Lets in who waits, as far as there is room. */
  admit(): void {
    while (this.#running < this.#width()) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      next.start();
    }
  }

  #turn(rank: number): Promise<void> {
    return new Promise((resolve) => {
      let place = this.#waiting.length;
      while (place > 0 && (this.#waiting[place - 1]?.rank ?? 0) > rank) place -= 1;
      this.#waiting.splice(place, 0, { rank, start: resolve });
    });
  }
}
