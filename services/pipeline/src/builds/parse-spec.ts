/** A request for a build turned into a specification that can be met, or refused with the numbers that clash. */
import {
  type BuildTask,
  CreateBuild,
  DEFAULT_DIFFICULTY,
  DIFFICULTIES,
  type DifficultyDistribution,
  NexError,
} from '@nex/core';
import { checkFormats } from '@nex/dataset';
import { verifierFault } from '@nex/quality';
import * as z from 'zod';
import type { ResolvedFormats } from '../data-sets/resolve-formats.ts';
import type { BuildSpec } from '../store/build-row.ts';
import { taskDigest } from '../store/tasks.ts';

/** Like core's `CreateBuild`, with a difficulty of any numbers: those that do not add up are refused below. */
export const CreateBuildBody = CreateBuild.extend({
  difficulty: z.strictObject({ easy: z.number(), medium: z.number(), hard: z.number() }).optional(),
  queries: z.number().int().min(1).max(100_000).optional(),
});
export type CreateBuildBody = z.output<typeof CreateBuildBody>;

const MAX_RUNS = 1_000_000;
const SUM_TOLERANCE = 0.001;
const DEFAULT_QUERIES = CreateBuild.shape.queries.parse(undefined);

/**
 * Throws `build_invalid`, or `invalid_request` for formats, with the field as its place.
 * @param resolved The formats of the request with what they name.
 */
export function parseSpec(
  { tasks, formats: _asked, ...body }: CreateBuildBody,
  { formats, tokenizers }: ResolvedFormats,
): {
  spec: BuildSpec;
  tasks: BuildTask[] | undefined;
} {
  const difficulty = body.difficulty ?? DEFAULT_DIFFICULTY;
  checkDifficulty(difficulty);
  if (tasks) checkTasks(tasks, body);
  const queries = tasks?.length ?? body.queries ?? DEFAULT_QUERIES;
  const runs = queries * body.samples;
  if (runs > MAX_RUNS) {
    throw invalid(
      'samples',
      `${queries} queries with ${body.samples} samples each are ${runs} runs; a build has at most ${MAX_RUNS}.`,
      'Ask for fewer queries or samples, or make several builds with different seeds.',
    );
  }
  if (new Set(body.languages).size !== body.languages.length) {
    throw invalid(
      'languages',
      `A language is named twice: ${body.languages.join(', ')}.`,
      'Name each language once.',
    );
  }
  if (formats) checkFormats(formats, tokenizers);
  return { spec: { ...body, queries, difficulty, ...(formats && { formats }) }, tasks };
}

/** Keys that only synthesis reads. */
const SYNTHESIS_KEYS = ['queries', 'difficulty', 'synthesis'] as const;

function checkTasks(tasks: readonly BuildTask[], body: Omit<CreateBuildBody, 'tasks'>): void {
  const useless = SYNTHESIS_KEYS.find((key) => body[key] !== undefined);
  if (useless) {
    throw invalid(
      useless,
      `Tasks take the place of synthesised queries, and ${useless} is about those.`,
      `Leave out ${useless}, or the tasks.`,
    );
  }
  const known = new Map<string, number>();
  for (const [index, task] of tasks.entries()) {
    checkTask(task, index);
    const digest = taskDigest(task);
    const before = known.get(digest);
    if (before !== undefined) {
      throw invalid(
        `tasks[${index}].query`,
        `Tasks ${before} and ${index} ask for the same with the same initial state.`,
        'Ask for more runs of one task by samples.',
      );
    }
    known.set(digest, index);
  }
}

function checkTask({ query, verifiers }: BuildTask, index: number): void {
  if (query.trim() === '') {
    throw invalid(`tasks[${index}].query`, 'The query is blank.', 'Say what the agents shall do.');
  }
  for (const [place, verifier] of verifiers.entries()) {
    const fault = verifierFault(verifier);
    if (fault) throw invalid(`tasks[${index}].verifiers[${place}].${fault.where}`, fault.message, fault.hint);
  }
}

function checkDifficulty(difficulty: DifficultyDistribution): void {
  const shares = DIFFICULTIES.map((name) => `${name} ${difficulty[name]}`).join(', ');
  const outside = DIFFICULTIES.find((name) => !(difficulty[name] >= 0 && difficulty[name] <= 1));
  if (outside) {
    throw invalid(
      `difficulty.${outside}`,
      `The share of ${outside} queries is ${difficulty[outside]}, which is not between 0 and 1 (${shares}).`,
      'Give each difficulty a share from 0 to 1.',
    );
  }
  const sum = DIFFICULTIES.reduce((total, name) => total + difficulty[name], 0);
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw invalid(
      'difficulty',
      `The difficulties add up to ${Number(sum.toFixed(6))} instead of 1 (${shares}).`,
      'Choose shares that add up to 1, such as 0.2, 0.5 and 0.3.',
    );
  }
}

function invalid(where: string, message: string, hint: string): NexError {
  return new NexError('build_invalid', message, { where, hint });
}
