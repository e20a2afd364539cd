/** Makes a data set again from its manifest, as a new build that is compared with it at its end. */
import { type Build, type BuildTask, NexError, type Recipe, ToolHandling } from '@nex/core';
import { createBuild } from '../builds/create-build.ts';
import { CreateBuildBody } from '../builds/parse-spec.ts';
import type { PipelineContext } from '../context.ts';
import { versionOf } from '../data-sets/get-data-set.ts';
import { Original } from '../store/regenerations.ts';
import { readTasks } from '../store/tasks.ts';

export interface RegenerateOptions {
  allowChanged: boolean;
  idempotencyKey?: string | undefined;
  signal: AbortSignal;
}

/** Of a build in the store; its own tasks are there, whatever its manifest withholds. */
export async function regenerateBuild(
  context: PipelineContext,
  id: string,
  version: number | undefined,
  options: RegenerateOptions,
): Promise<Build> {
  const { manifest, build_id: buildId } = await versionOf(context.pool, id, version);
  return regenerate(context, manifest, await readTasks(context.pool, buildId), options);
}

/**
 * Of a manifest, wherever it comes from: the framework must be in the store. Throws `build_invalid` for one that does not hold
 * what is needed, and `conflict` for a framework with other files, unless that is allowed.
 */
export async function regenerate(
  context: PipelineContext,
  manifest: Original,
  tasks: readonly BuildTask[],
  { allowChanged, ...options }: RegenerateOptions,
): Promise<Build> {
  const { recipe, imported } = manifest;
  if (imported) {
    throw invalid(
      'imported',
      `The data set was imported from ${imported.file}: nothing was run for it.`,
      'Import the file again, with POST /v1/imports or nex import --store.',
    );
  }
  if (!recipe) {
    throw invalid(
      'recipe',
      'The manifest does not say how its data set was made.',
      'It is from before recipes were kept: make a new build.',
    );
  }
  if (recipe.withheld.includes('tasks') && tasks.length === 0) {
    throw invalid(
      'recipe.withheld',
      'The redaction policy keeps the tasks out of the manifest.',
      'Regenerate the build by its id, on the platform that has it.',
    );
  }
  const body = CreateBuildBody.safeParse({
    ...recipe.request,
    ...(recipe.withheld.includes('tasks') && { tasks }),
    ...(recipe.cassette && { tools: playedTools(recipe) }),
  });
  if (!body.success) {
    const [issue] = body.error.issues;
    throw invalid(
      ['recipe.request', ...(issue?.path ?? [])].join('.'),
      `The manifest's request is none that this platform understands: ${issue?.message ?? 'unknown'}.`,
      'Regenerate it with the version of the platform that made it.',
    );
  }
  if (!allowChanged)
    await checkBundle(context, body.data.frameworkId, manifest.frameworkDigest, options.signal);
  return createBuild(context, body.data, { ...options, regenerates: Original.parse(manifest) });
}

/** What a run recorded is played, and no tool is called. */
function playedTools({ request, cassette }: Recipe) {
  return { ...ToolHandling.parse(request['tools']), cassette: { name: cassette?.name, mode: 'strict' } };
}

async function checkBundle(
  { generator }: PipelineContext,
  id: string,
  digest: string,
  signal: AbortSignal,
): Promise<void> {
  const { framework } = await generator.getFramework({ id }, { signal });
  if (framework?.digest === digest) return;
  throw new NexError(
    'conflict',
    `The framework ${id} has other files than those that the data set was made with: ${framework?.digest ?? 'none'} instead of ${digest}.`,
    {
      where: 'frameworkDigest',
      hint: 'Bring the framework back as it was, or allow the change (allowChanged, --allow-changed) to see what differs.',
    },
  );
}

function invalid(where: string, message: string, hint: string): NexError {
  return new NexError('build_invalid', message, { where, hint });
}
