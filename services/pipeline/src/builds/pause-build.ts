/**
 * Asks a build to wait. Runs and model calls that are under way end and are paid for; nothing more is begun until it is
 * resumed. Stages that use neither go to their ends.
 */
import { type Build, NexError } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { requestPause } from '../store/build-state.ts';
import { getBuild } from './get-build.ts';

/** A build that is paused stays as it is. Throws `conflict` for one that has ended or is being cancelled. */
export async function pauseBuild(context: PipelineContext, id: string): Promise<Build> {
  const asked = await requestPause(context.pool, id);
  const build = await getBuild(context, id);
  if (!asked && build.state !== 'paused') {
    const ended = build.finishedAt !== undefined;
    throw new NexError(
      'conflict',
      `The build ${id} is ${ended ? build.state : 'being cancelled'} and cannot be paused.`,
    );
  }
  context.events.changed(id);
  return build;
}
