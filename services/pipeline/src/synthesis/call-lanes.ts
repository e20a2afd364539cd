/** Lets so many model calls run at a time; of those that wait, the one with the lowest rank is next. */

interface Waiting {
  rank: number;
  start(): void;
}

export class CallLanes {
  readonly #width: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** Runs `work` when a lane is free. Equal ranks go in the order in which they came. */
  async run<T>(rank: number, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#width) await this.#turn(rank);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next.start();
      else this.#running -= 1;
    }
  }

  /** A lane is handed from who leaves to who comes, so it never counts as free in between. */
  #turn(rank: number): Promise<void> {
    return new Promise((resolve) => {
      let place = this.#waiting.length;
      while (place > 0 && (this.#waiting[place - 1]?.rank ?? 0) > rank) place -= 1;
      this.#waiting.splice(place, 0, { rank, start: resolve });
    });
  }
}
