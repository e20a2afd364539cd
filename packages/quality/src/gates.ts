/**
 * Who may keep a trajectory out: a check or judge whose precision and recall were measured, at this very version, and
 * reach the bar. `scores.json` is written by `npm run quality-scores`.
 */
import * as z from 'zod';
import scores from './scores.json' with { type: 'json' };

export const BAR = { precision: 0.9, recall: 0.8 } as const;

export const Score = z.object({
  name: z.string(),
  version: z.number().int(),
  /** Of all findings, the share that a defect was planted for. 1 when nothing was found. */
  precision: z.number(),
  /** Of all planted defects, the share that was found. */
  recall: z.number(),
  planted: z.number().int(),
  found: z.number().int(),
  /** Findings in trajectories without the defect. */
  falseAlarms: z.number().int(),
  /** Trajectories without the defect that were looked at. */
  clean: z.number().int(),
});
export type Score = z.infer<typeof Score>;

export const Scores = z.object({
  checks: z.array(Score),
  /** `model` is the one that judged; a judge is measured with each by itself. */
  judges: z.array(Score.extend({ model: z.string() })),
});
export type Scores = z.infer<typeof Scores>;

/** What was measured last. */
export function measuredScores(): Scores {
  return Scores.parse(scores);
}

export function reachesBar({ precision, recall }: Pick<Score, 'precision' | 'recall'>): boolean {
  return precision >= BAR.precision && recall >= BAR.recall;
}

/** False for a check that was not measured at this version. */
export function gates(
  { name, version }: { name: string; version: number },
  measured: readonly Score[] = scores.checks,
): boolean {
  const score = measured.find((one) => one.name === name && one.version === version);
  return score !== undefined && reachesBar(score);
}

/** The same for a judge, which is measured with the model that it asks. */
export function judgeGates(
  { name, version, model }: { name: string; version: number; model: string },
  measured: Scores['judges'] = measuredScores().judges,
): boolean {
  const score = measured.find((one) => one.name === name && one.version === version && one.model === model);
  return score !== undefined && reachesBar(score);
}
