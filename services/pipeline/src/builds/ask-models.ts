/** Asks each model that a build would ask one short question: the pipeline's own here, those of the agents by the runtime. */
import { type AskedModel, type BuildTask, type Model, probeModel } from '@nex/core';
import { type AskedModel as AskedByRuntime, failureFromMessage } from '@nex/rpc';
import type { PipelineContext } from '../context.ts';
import { judgesOf } from '../judging/judges.ts';
import type { BuildSpec } from '../store/build-row.ts';

/** The pipeline's own, each once. */
export async function askOwnModels(
  context: Pick<PipelineContext, 'model' | 'judgeModel'>,
  spec: BuildSpec,
  tasks: readonly BuildTask[] | undefined,
  signal: AbortSignal,
): Promise<AskedModel[]> {
  const asks: [by: string, model: Model][] = [];
  if (!tasks) asks.push(['synthesis', context.model]);
  if (tasks?.some(({ verifiers }) => verifiers.some(({ kind }) => kind === 'rubric')))
    asks.push(['verifying', context.judgeModel()]);
  const judge = spec.quality?.judge;
  for (const model of judge ? judgesOf(judge, context.judgeModel).models : []) asks.push(['judging', model]);
  const byServer = Map.groupBy(asks, ([, { name, provider }]) => `${name} ${provider}`);
  return Promise.all(
    [...byServer.values()].flatMap((same) => {
      const [first] = same;
      return first ? [askedBy(first[1], [...new Set(same.map(([by]) => by))], signal)] : [];
    }),
  );
}

async function askedBy(model: Model, by: string[], signal: AbortSignal): Promise<AskedModel> {
  return { ...(await probeModel(model, signal)), askedBy: by };
}

export function askedOfAgents(models: readonly AskedByRuntime[]): AskedModel[] {
  return models.map(({ name, provider, agents, failure }) => {
    const found = failureFromMessage(failure);
    return {
      name,
      provider,
      askedBy: agents.map((agent) => `agent ${agent}`),
      ...(found && { failure: found }),
    };
  });
}

/** A line for each that did not answer. */
export function awayWarnings(models: readonly AskedModel[]): string[] {
  return models.flatMap(({ name, provider, askedBy: by, failure }) =>
    failure
      ? [
          `The model ${name} at ${provider} (${by.join(', ')}) cannot be used: ${failure.message} [${failure.code}]`,
        ]
      : [],
  );
}
