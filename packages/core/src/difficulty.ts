/** Difficulty of a query, and the distribution that a build asks for. */
import * as z from 'zod';

export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;
export const Difficulty = z.enum(DIFFICULTIES);
export type Difficulty = z.infer<typeof Difficulty>;

/** Shares of each difficulty; each in [0, 1], together 1 within 0.001. */
export const DifficultyDistribution = z
  .strictObject({
    easy: z.number().min(0).max(1),
    medium: z.number().min(0).max(1),
    hard: z.number().min(0).max(1),
  })
  .refine((d) => Math.abs(d.easy + d.medium + d.hard - 1) <= 0.001, {
    message: 'easy, medium and hard must add up to 1',
  });
export type DifficultyDistribution = z.infer<typeof DifficultyDistribution>;
export const DEFAULT_DIFFICULTY: DifficultyDistribution = { easy: 0.2, medium: 0.5, hard: 0.3 };

/** Lowest pass rate of the bands easy and medium; below is hard. */
export const PASS_RATE_BANDS = { easy: 2 / 3, medium: 1 / 3 } as const;

/** What the verifiers of a query's samples say. The interval is Wilson's, at 95 %. */
export const MeasuredDifficulty = z.object({
  difficulty: Difficulty,
  passRate: z.number(),
  low: z.number(),
  high: z.number(),
  samples: z.number().int(),
});
export type MeasuredDifficulty = z.infer<typeof MeasuredDifficulty>;
