/**
 * Puts a build that has ended back to work from a stage on: the same stages over the same rows, so that each does only what
 * is missing, and goes on after a crash. What differs at its end is a new version of the data set.
 */
import { type Build, NexError, type StageName } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { enqueueBuilds } from '../jobs/enqueue-builds.ts';
import { findBuild, type Redo } from '../store/build-row.ts';
import { requeueFrom } from '../store/build-state.ts';
import { getBuild, noSuchBuild } from './get-build.ts';

/** Throws `not_found`, and `conflict` while the build is at work or when it has not come to that stage. */
export async function redoBuild(
  context: PipelineContext,
  id: string,
  stage: StageName,
  redo: Redo,
): Promise<Build> {
  const row = await findBuild(context.pool, id);
  if (!row) throw noSuchBuild(id);
  if (!(await context.pool.transaction((tx) => requeueFrom(tx, id, stage, redo)))) {
    const isAtWork = row.state === 'queued' || row.state === 'running';
    throw new NexError(
      'conflict',
      `The build ${id} is ${row.state}${isAtWork ? '' : ` before the stage ${stage}`}.`,
      {
        hint: isAtWork ? 'Wait until it has ended.' : 'Resume it first, or make a new one.',
      },
    );
  }
  context.events.changed(id);
  const taken = await getBuild(context, id);
  await enqueueBuilds(context.queue, [row]).catch((thrown: unknown) => {
    // The row is there, so the next sweep finds it.
    context.logger.warn({ err: thrown, buildId: id }, 'a build could not be queued yet');
  });
  return taken;
}
