/**
 * A door for model servers of tests that takes so many calls at a time and turns the others away with 429, and the account
 * of how full it was.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

export interface CrowdReport {
  served: number;
  refused: number;
  /** Of calls that were taken. */
  meanLatencyMs: number;
  /** Calls under way on average, weighted by time, from the first beginning to the last end. */
  meanInFlight: number;
  perSecond: number;
}

export class Crowd {
  readonly #capacity: number;
  readonly #latencyMs: number;
  readonly #calls: { from: number; to: number }[] = [];
  #inFlight = 0;
  #refusedAt: number[] = [];

  constructor(capacity: number, latencyMs: number) {
    this.#capacity = capacity;
    this.#latencyMs = latencyMs;
  }

  /** False: it was turned away, and the response has ended. */
  async enter(response: ServerResponse, answer: () => void): Promise<boolean> {
    if (this.#inFlight >= this.#capacity) {
      this.#refusedAt.push(performance.now());
      response.writeHead(429, { 'content-type': 'application/json' });
      response.end('{"error": {"message": "too many requests at once"}}');
      return false;
    }
    this.#inFlight += 1;
    const from = performance.now();
    await setTimeout(this.#latencyMs);
    this.#inFlight -= 1;
    this.#calls.push({ from, to: performance.now() });
    answer();
    return true;
  }

  /** Of the calls that ended after so many had. */
  report(after = 0): CrowdReport {
    const all = this.#calls.slice(after);
    const from = Math.min(...all.map((call) => call.from));
    const to = Math.max(...all.map((call) => call.to));
    const busyMs = all.reduce((sum, call) => sum + call.to - call.from, 0);
    return {
      served: all.length,
      refused: this.#refusedAt.filter((at) => at >= from).length,
      meanLatencyMs: busyMs / all.length,
      meanInFlight: busyMs / (to - from),
      perSecond: (all.length * 1000) / (to - from),
    };
  }
}
