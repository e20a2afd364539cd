/** Takes a build in: everything that can be known to be wrong is refused before anything is stored. */
import { type Build, type BuildTask, NexError, newId } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { isUniqueViolation } from '@nex/postgres';
import { type Framework, FrameworkState } from '@nex/rpc';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import { fetchBundle } from '../bundle/fetch-bundle.ts';
import { type BuildBundle } from '../bundle/read-bundle.ts';
import type { PipelineContext } from '../context.ts';
import { enqueueBuilds } from '../jobs/enqueue-builds.ts';
import { type BuildSpec, findBuildByKey, insertBuild } from '../store/build-row.ts';
import { insertBundleFiles } from '../store/bundle-files.ts';
import { readTokenizers } from '../tokenizers/tokenizer-files.ts';
import { getBuild } from './get-build.ts';
import { type CreateBuildBody, parseSpec } from './parse-spec.ts';

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
  const tokenizers = await readTokenizers(context.config.dataDirectory, body.formats);
  const { spec, tasks } = parseSpec(body, tokenizers);
  checkRedaction(spec, context.config.redactionSalt);
  await checkScripts(context, tasks);
  const specDigest = digestJson(tasks ? { spec, tasks } : spec);
  const known = await findKnown(context, idempotencyKey, specDigest);
  if (known) return known;
  const framework = await readyFramework(context, spec.frameworkId, signal);
  const bundle = await fetchBundle(context.generator, framework.id, framework.digest, signal);
  if (!tasks) checkLanguages(spec, bundle);
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
  await enqueueBuilds(context.queue, [build]).catch((thrown: unknown) => {
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

const HINTS: Partial<Record<FrameworkState, string>> = {
  [FrameworkState.QUEUED]: 'Wait until it is ready, then create the build again.',
  [FrameworkState.RUNNING]: 'Wait until it is ready, then create the build again.',
};

async function readyFramework(
  { generator }: PipelineContext,
  id: string,
  signal: AbortSignal,
): Promise<Framework> {
  const { framework } = await generator.getFramework({ id }, { signal });
  if (!framework) throw new NexError('internal', 'The generator answered without the framework.');
  if (framework.state === FrameworkState.READY) return framework;
  const state = FrameworkState[framework.state].toLowerCase();
  throw new NexError('conflict', `The framework ${id} is ${state}; a build needs one that is ready.`, {
    where: 'frameworkId',
    hint: HINTS[framework.state] ?? 'Generate the framework again and use the new one.',
  });
}

function checkLanguages({ languages }: BuildSpec, { personas }: BuildBundle): void {
  if (!languages.includes('zh') || personas.some((persona) => persona.persona_chinese !== '')) return;
  throw new NexError('build_invalid', 'The framework has no personas in Chinese.', {
    where: 'languages',
    hint: 'Ask for English queries, or generate the framework again.',
  });
}

function checkRedaction({ redaction }: BuildSpec, salt: string | undefined): void {
  const at = redaction?.rules.findIndex(({ action }) => action === 'hash') ?? -1;
  if (at < 0 || salt !== undefined) return;
  throw new NexError('build_invalid', 'The policy hashes values, and the pipeline has no salt for hashes.', {
    where: `redaction.rules[${at}].action`,
    hint: 'Set REDACTION_SALT for the pipeline, or choose mask or drop.',
  });
}

async function checkScripts({ scripts }: PipelineContext, tasks: readonly BuildTask[] = []): Promise<void> {
  const index = tasks.findIndex(({ verifiers }) => verifiers.some(({ kind }) => kind === 'script'));
  const reason = index < 0 ? undefined : await scripts.unavailable();
  if (reason === undefined) return;
  throw new NexError('build_invalid', 'A task has a script, and scripts cannot be run here.', {
    where: `tasks[${index}].verifiers`,
    hint: reason,
  });
}
