/** Asks for a build to end. The worker stops giving out runs, cancels those in flight, and ends it as cancelled. */
import { type Build, NexError } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { enqueueBuilds } from '../jobs/enqueue-builds.ts';
import { findBuild } from '../store/build-row.ts';
import { requestCancel } from '../store/build-state.ts';
import { getBuild } from './get-build.ts';

/** A build that is cancelled already stays as it is; one that has ended otherwise is a conflict. */
export async function cancelBuild(context: PipelineContext, id: string): Promise<Build> {
  const asked = await requestCancel(context.pool, id);
  const build = await getBuild(context, id);
  if (!asked && build.state !== 'cancelled') {
    throw new NexError('conflict', `The build ${id} is ${build.state} and cannot be cancelled.`);
  }
  context.events.changed(id);
  const row = asked ? await findBuild(context.pool, id) : undefined;
  if (row && row.state !== 'cancelled') await enqueueBuilds(context.queue, [row]);
  return build;
}
