/** A trainer's word on its model: that it changes the weights, and that new ones are in force. */
import type { PauseModel, ResumeModel, TrainerModel } from '@nex/core';
import type * as z from 'zod';
import type { PipelineContext } from '../context.ts';
import { modelBell } from './bell.ts';
import { rerunStale } from './lease-trajectories.ts';
import { modelKey } from './model-key.ts';
import { pauseModel as pause, resumeModel as resume } from './store/models.ts';

/** When it resolves, no rollout of the model is begun until it is resumed. */
export function pauseModel(
  { pool, callers }: PipelineContext,
  tag: string,
  body: z.output<typeof PauseModel>,
): Promise<TrainerModel> {
  const key = modelKey(callers.current().tenant, tag);
  return pool.transaction((tx) => pause(tx, key, body));
}

/** Rollouts begin again, and what waits and is too old for the new version is run again. */
export async function resumeModel(
  context: PipelineContext,
  tag: string,
  body: z.output<typeof ResumeModel>,
): Promise<TrainerModel> {
  const key = modelKey(context.callers.current().tenant, tag);
  const model = await context.pool.transaction((tx) => resume(tx, key, body));
  await rerunStale(context, key);
  await context.bell.ring(modelBell(key));
  return model;
}
