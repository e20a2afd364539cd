/** What a manifest keeps so that its data set can be made again. */
import type { Recipe } from '@nex/core';
import type { Queryable } from '@nex/postgres';
import * as z from 'zod';
import type { BuildRow } from '../store/build-row.ts';
import type { ExportSettings } from '../store/data-sets.ts';
import { readPrompts, readStageOutcomes } from '../store/stage-outcomes.ts';
import { readTasks } from '../store/tasks.ts';

/**
 * Tasks are texts of the user's: a policy that redacts trajectories keeps them out of the files, too. Formats and splits
 * are those of the version.
 */
export async function readRecipe(db: Queryable, build: BuildRow, settings: ExportSettings): Promise<Recipe> {
  const { queries, difficulty, synthesis, formats: _, split: _split, name: _name, ...rest } = build.spec;
  const tasks = await readTasks(db, build.id);
  const withheld = tasks.length > 0 && rest.redaction !== undefined;
  const asked =
    tasks.length > 0 ? (withheld ? {} : { tasks }) : { queries, difficulty, ...(synthesis && { synthesis }) };
  const { cassette } = rest.tools ?? {};
  return {
    request: z
      .record(z.string(), z.json())
      .parse(JSON.parse(JSON.stringify({ ...rest, ...asked, ...settings, name: build.name }))),
    withheld: withheld ? ['tasks'] : [],
    prompts: await readPrompts(db, build.id),
    ...(cassette && { cassette: { name: cassette.name, mode: cassette.mode } }),
    outcomes: await readStageOutcomes(db, build.id),
  };
}
