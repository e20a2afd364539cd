/**
 * A door for model servers of tests that takes so many calls at a time and turns the others away with 429, and the account
 * of how full it was. Calls go in rounds: those that are inside are answered together once nobody has come for a while. So
 * what is counted is how many are sent, not how fast the machine sends them.
 */
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

export interface CrowdReport {
  served: number;
  refused: number;
  /** How many were inside with a call, on average over the calls. */
  meanInside: number;
}

export class Crowd {
  readonly #capacity: number;
  readonly #quietMs: number;
  /** For each answered call, how many were inside. */
  readonly #insides: number[] = [];
  /** For each call that was turned away, how many had been answered. */
  readonly #refusedAfter: number[] = [];
  #inside: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param quietMs A round ends when nobody was let in for so long. */
  constructor(capacity: number, quietMs: number) {
    this.#capacity = capacity;
    this.#quietMs = quietMs;
  }

  /** False: it was turned away, and the response has ended. */
  async enter(response: ServerResponse, answer: () => void): Promise<boolean> {
    if (this.#inside.length >= this.#capacity) {
      this.#refusedAfter.push(this.#insides.length);
      response.writeHead(429, { 'content-type': 'application/json' });
      response.end('{"error": {"message": "too many requests at once"}}');
      return false;
    }
    const left = Promise.withResolvers<void>();
    this.#inside.push(left.resolve);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#endRound(), this.#quietMs);
    await left.promise;
    answer();
    return true;
  }

  async #endRound(): Promise<void> {
    // A process that was kept from running finds its timer over, and calls that came meanwhile not looked at yet.
    const { length } = this.#inside;
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    if (this.#inside.length > length) return;
    const round = this.#inside;
    this.#inside = [];
    for (const leave of round) {
      this.#insides.push(round.length);
      leave();
    }
  }

  /** Of the calls that ended after so many had. */
  report(after = 0): CrowdReport {
    const insides = this.#insides.slice(after);
    return {
      served: insides.length,
      refused: this.#refusedAfter.filter((served) => served >= after).length,
      meanInside: insides.reduce((sum, inside) => sum + inside, 0) / insides.length,
    };
  }
}
