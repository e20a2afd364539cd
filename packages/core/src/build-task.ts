/** Queries that a user gives a build, in the place of synthesised ones. */
import * as z from 'zod';
import { Difficulty } from './difficulty.ts';
import { InitialState } from './tool-state.ts';
import { Verifier } from './verifier.ts';

export const BuildTask = z.strictObject({
  query: z.string().min(1).max(20_000),
  verifiers: z.array(Verifier).max(8).default([]).describe('The lowest of their rewards is the reward.'),
  initialState: InitialState.optional().describe('Files that tool servers of the run begin with.'),
  group: z.string().min(1).max(200).optional().describe('Tasks of one group never lie in two splits.'),
  difficulty: Difficulty.default('medium'),
  language: z.enum(['en', 'zh']).default('en'),
});
export type BuildTask = z.output<typeof BuildTask>;
