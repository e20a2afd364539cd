/** How long a delivery waits after a failed try. */

/** The longest pause that a receiver can ask for. */
export const MOST_ASKED_MS = 12 * 3_600_000;
/** Part of a pause that chance adds to it. */
const SPREAD = 0.1;

export interface Tried {
  /** Those that were made. */
  tries: number;
  /** What the receiver asks for. Never shortens a pause. */
  askedMs: number | undefined;
}

/** In ms; null after the last try. `pausesMs`: ours, between each try and the next. */
export function pauseBeforeNext(
  pausesMs: readonly number[],
  { tries, askedMs = 0 }: Tried,
  random = Math.random,
): number | null {
  const own = pausesMs[tries - 1];
  if (own === undefined) return null;
  return Math.max(own, Math.min(askedMs, MOST_ASKED_MS)) * (1 + random() * SPREAD);
}
