/** Everything of a request that can be known to be wrong before anything is stored, for builds and their dry runs. */
import { type BuildTask, NexError } from '@nex/core';
import { type Framework, FrameworkState } from '@nex/rpc';
import { fetchBundle } from '../bundle/fetch-bundle.ts';
import type { BuildBundle } from '../bundle/read-bundle.ts';
import type { PipelineContext } from '../context.ts';
import { resolveFormats } from '../data-sets/resolve-formats.ts';
import type { BuildSpec } from '../store/build-row.ts';
import { checkBudget } from './check-budget.ts';
import { checkCassette } from './check-cassette.ts';
import { checkSearchTool } from './check-search-tool.ts';
import { type CreateBuildBody, parseSpec } from './parse-spec.ts';
import { settleQuality } from './settle-quality.ts';

export interface CheckedRequest {
  spec: BuildSpec;
  tasks: BuildTask[] | undefined;
}

/**
 * By the request and the pipeline's own means. `stores`: lines of benchmarks that came along are kept. Throws
 * `build_invalid`, `invalid_request` or `too_large` with the field as its place.
 */
export async function checkRequest(
  context: PipelineContext,
  body: CreateBuildBody,
  { stores }: { stores: boolean },
): Promise<CheckedRequest> {
  const parsed = parseSpec(body, await resolveFormats(context, body.formats));
  const checked = { ...parsed, spec: await settleQuality(context, parsed.spec, { stores }) };
  checkRedaction(checked.spec, context.config.redactionSalt);
  checkBudget(context, checked.spec);
  await checkScripts(context, checked.tasks);
  return checked;
}

/** The framework, which must be ready and fit the request; what the request plays must be there. */
export async function readFramework(
  context: PipelineContext,
  { spec, tasks }: CheckedRequest,
  signal: AbortSignal,
): Promise<{ framework: Framework; bundle: BuildBundle }> {
  const framework = await readyFramework(context, spec.frameworkId, signal);
  const bundle = await fetchBundle(context.generator, framework.id, framework.digest, signal);
  if (!tasks) {
    checkLanguages(spec, bundle);
    await checkSearchTool(context, spec, signal);
  }
  await checkCassette(context, spec, signal);
  return { framework, bundle };
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
