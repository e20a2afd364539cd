/**
 * Asks the runtime for runs. The idempotency key names the build, query, sample and attempt, so that asking again gives
 * the run that is already there.
 */
import { NexError } from '@nex/core';
import { type Client, type Run, type RuntimeService, retrying } from '@nex/rpc';
import { limitsWithin, shareOf } from '../budget/run-shares.ts';
import type { BuildRow } from '../store/build-row.ts';
import type { UnfinishedRun } from '../store/query-runs.ts';

export interface RunCreator {
  build: BuildRow;
  runtime: Pick<Client<typeof RuntimeService>, 'createRuns'>;
  signal: AbortSignal;
}

/** In the order of the batch. */
export async function createRuns(
  { build, runtime, signal }: RunCreator,
  batch: readonly UnfinishedRun[],
): Promise<Run[]> {
  const runs = batch.map((row) => {
    const limits = limitsWithin(build.spec.limits, shareOf(row));
    return {
      frameworkDigest: build.framework_digest,
      input: row.text,
      seed: row.seed,
      unattended: true,
      idempotencyKey: keyOf(build.id, row),
      ...(limits ? { limits } : {}),
      ...(build.spec.tools ? { toolsJson: JSON.stringify(build.spec.tools) } : {}),
      ...(row.initial_state ? { initialStateJson: JSON.stringify(row.initial_state) } : {}),
      ...(row.captured.length > 0 ? { captureState: row.captured } : {}),
    };
  });
  const created = (await retrying(signal, () => runtime.createRuns({ runs }, { signal }))).runs;
  if (created.length !== batch.length) throw new NexError('internal', 'The runtime answered for other runs.');
  return created;
}

/** The first attempt has the key of the sample alone. */
function keyOf(buildId: string, { query_id: queryId, sample_index: sample, attempt }: UnfinishedRun): string {
  return [buildId, queryId, sample, ...(attempt > 1 ? [attempt] : [])].join('/');
}
