/** How fast a stage goes, and how long it has to go on, from its counts and the time it was at work. */

export interface StageProgress {
  done: number;
  total: number;
  /** Time that the stage was at work until `done` was counted, in milliseconds; pauses and restarts are no part of it. */
  workedMs: number;
  /** Whether it is at work now: only then is there time left. */
  working: boolean;
}

export interface StagePace {
  /** Absent before the first piece is done. */
  ratePerMinute?: number;
  /** At that rate, from when `done` was counted. Absent without a rate, and when nothing is left or nobody is at work. */
  etaMs?: number;
}

export function stagePace({ done, total, workedMs, working }: StageProgress): StagePace {
  if (done <= 0 || workedMs <= 0) return {};
  const ratePerMinute = Math.round((done * 60_000 * 100) / workedMs) / 100;
  if (!working || total <= done) return { ratePerMinute };
  return { ratePerMinute, etaMs: Math.round(((total - done) * workedMs) / done) };
}
