/** Puts every build and rollout batch that is not terminal back into the queue, at start and then regularly: rows are the truth. */
import type { PipelineContext } from '../context.ts';
import { sweepRollouts } from '../rollouts/jobs/sweep-rollouts.ts';
import { unfinishedBuilds } from '../store/build-row.ts';
import { enqueueBuilds } from './enqueue-builds.ts';

const EVERY_MS = 15_000;

/** Resolves after the first sweep. Disposing stops the following ones and waits for one under way. */
export async function startSweep(context: PipelineContext): Promise<AsyncDisposable> {
  const sweep = async () => {
    await enqueueBuilds(context.queue, await unfinishedBuilds(context.pool));
    await sweepRollouts(context);
  };
  await sweep();
  let underWay: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    underWay = sweep().catch((thrown: unknown) => {
      context.logger.warn({ err: thrown }, 'a sweep over builds and rollouts failed');
    });
  }, EVERY_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await underWay;
    },
  };
}
