/** Follows a build to its end, or to a pause. */
import type { Client } from '@nex/client';
import { type Build, NexError } from '@nex/core';
import type { Progress } from '../output/progress.ts';

/** The completed or paused build. Throws its failure, or `cancelled` when it was cancelled or the signal aborts. */
export async function followBuild(
  client: Client,
  id: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Build> {
  let last: Build | undefined;
  for await (const build of client.builds.events(id, { signal })) {
    last = build;
    progress.update(build.stages);
    if (build.state === 'paused') return build;
  }
  if (last?.state === 'completed') return last;
  if (last?.failure) throw NexError.fromFailure(last.failure);
  throw new NexError('cancelled', 'The build was cancelled.', { where: id });
}
