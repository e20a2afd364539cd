/** Takes a build in: everything that can be known to be wrong is refused before anything is stored. */
import { type Build, NexError, newId } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { isUniqueViolation } from '@nex/postgres';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import type { PipelineContext } from '../context.ts';
import { enqueueBuilds } from '../jobs/enqueue-builds.ts';
import { countUnfinished, findBuildByKey, insertBuild } from '../store/build-row.ts';
import { insertBundleFiles } from '../store/bundle-files.ts';
import { checkRequest, readFramework } from './check-request.ts';
import { getBuild } from './get-build.ts';
import type { CreateBuildBody } from './parse-spec.ts';

export interface CreateBuildOptions {
  /** A repeated key gives the build that it made; with another body it is a conflict. */
  idempotencyKey?: string | undefined;
  signal: AbortSignal;
}

export async function createBuild(
  context: PipelineContext,
  body: CreateBuildBody,
  { idempotencyKey, signal }: CreateBuildOptions,
): Promise<Build> {
  const checked = await checkRequest(context, body, { stores: true });
  const { spec, tasks } = checked;
  const specDigest = digestJson(tasks ? { spec, tasks } : spec);
  const known = await findKnown(context, idempotencyKey, specDigest);
  if (known) return known;
  const { framework, bundle } = await readFramework(context, checked, signal);
  const build = {
    id: newId('build'),
    name: spec.name ?? bundle.framework.name,
    frameworkDigest: framework.digest,
    frameworkName: bundle.framework.name,
    sentence: framework.sentence,
    spec,
    tasks,
    specDigest,
    idempotencyKey,
    traceparent: activeTraceparent(),
    traceId: activeTraceId(),
  };
  try {
    await context.pool.transaction(async (tx) => {
      await insertBundleFiles(tx, bundle.digest, bundle.files);
      await insertBuild(tx, build);
    });
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown;
    const winner = await findKnown(context, idempotencyKey, specDigest);
    if (!winner) throw thrown;
    return winner;
  }
  // Read before a worker can take it up: what is answered is the build as it was taken in.
  const taken = await getBuild(context, build.id);
  const place = await countUnfinished(context.pool);
  await enqueueBuilds(context.queue, [{ ...build, place }]).catch((thrown: unknown) => {
    // The row is there, so the next sweep finds it.
    context.logger.warn({ err: thrown, buildId: build.id }, 'a new build could not be queued yet');
  });
  return taken;
}

async function findKnown(
  context: PipelineContext,
  key: string | undefined,
  specDigest: string,
): Promise<Build | undefined> {
  const row = key === undefined ? undefined : await findBuildByKey(context.pool, key);
  if (!row) return undefined;
  if (row.spec_digest === specDigest) return getBuild(context, row.id);
  throw new NexError('conflict', 'The idempotency key was used for another build.', {
    where: 'idempotency-key',
    hint: 'Use a new key for a new build.',
  });
}
