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
