/** All checks over one trajectory. Every check always looks, so that a later change of mind needs no new judging. */
import type { Trajectory, Verdict } from '@nex/core';
import type { Check } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { gates } from './gates.ts';
import { Reading } from './reading.ts';
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
 * distinct tool schema is compiled once. A check that may not gate, for its measured scores, flags where it would drop.
 */
export function judgeTrajectory(
  trajectory: Trajectory,
  checks: readonly Check[] = CHECKS,
  schemas: ToolSchemas = new ToolSchemas(),
  mayGate: (check: Check) => boolean = gates,
): Judgement {
  const reading = new Reading(trajectory, schemas);
  const verdicts = checks.map((check): Verdict => {
    const verdict = check.judge(trajectory, reading);
    return verdict.verdict === 'drop' && !mayGate(check) ? { ...verdict, verdict: 'flag' } : verdict;
  });
  const dropped = verdicts.find((verdict) => verdict.verdict === 'drop');
  return { verdicts, keep: dropped === undefined, firstReason: dropped?.reason ?? null };
}
