/** Lets so many model calls run at a time; of those that wait, the one with the lowest rank is next. */

/** Runs a wait outside of the lane: another call may have the place meanwhile. */
export type Aside = (wait: () => Promise<void>) => Promise<void>;

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
  async run<T>(rank: number, work: (aside: Aside) => Promise<T>): Promise<T> {
    await this.#enter(rank);
    try {
      return await work(async (wait) => {
        this.#leave();
        try {
          await wait();
        } finally {
          await this.#enter(rank);
        }
      });
    } finally {
      this.#leave();
    }
  }

  async #enter(rank: number): Promise<void> {
    const turn = this.#turn(rank);
    this.admit();
    await turn;
  }

  #leave(): void {
    this.#running -= 1;
    this.admit();
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
