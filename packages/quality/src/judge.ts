/** All checks over one trajectory. Every check always looks, so that a later change of mind needs no new judging. */
import type { Trajectory, Verdict } from '@nex/core';
import type { Check } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { ToolSchemas } from './tool-schemas.ts';

export interface Judgement {
  /** One verdict per check, in the order of the checks. */
  verdicts: Verdict[];
  /** True when no check drops. */
  keep: boolean;
  /** Reason of the first check that drops; `null` when the trajectory is kept. */
  firstReason: string | null;
}

/**
 * Judges a trajectory by every check. Who judges many passes one `ToolSchemas` for all of them, so that each
 * distinct tool schema is compiled once.
 */
export function judgeTrajectory(
  trajectory: Trajectory,
  checks: readonly Check[] = CHECKS,
  schemas: ToolSchemas = new ToolSchemas(),
): Judgement {
  const verdicts = checks.map((check) => check.judge(trajectory, schemas));
  const dropped = verdicts.find((verdict) => verdict.verdict === 'drop');
  return { verdicts, keep: dropped === undefined, firstReason: dropped?.reason ?? null };
}
