/** What a finished run is worth: the lowest reward of its verifiers, and each of them as a metric. */
import type { Failure, Model, Trajectory, Verifier } from '@nex/core';
import { type ScriptResult, type ScriptRun, verify } from '@nex/quality';
import { groundTruthReward } from './ground-truth.ts';
import type { RolloutSpec } from './store/batch-row.ts';
import type { OpenRollout } from './store/open-rollouts.ts';

export interface Evaluation {
  /** `null` when nothing judged it, or a verifier broke. */
  reward: number | null;
  metrics: Record<string, number>;
  /** Of the first verifier that broke. */
  failure?: Failure;
}

export interface EvaluationMeans {
  model: Model;
  runScript: (script: ScriptRun) => Promise<ScriptResult>;
  signal: AbortSignal;
}

export function verifiersOf(task: OpenRollout['task'], spec: RolloutSpec): readonly Verifier[] {
  return task.verifiers ?? spec.evaluator.verifiers;
}

/** Throws when the model of rubrics or the sandbox is away. */
export async function evaluate(
  { task, seed }: OpenRollout,
  spec: RolloutSpec,
  trajectory: Trajectory,
  means: EvaluationMeans,
): Promise<Evaluation> {
  const { initialState, groundTruth } = task;
  const subject = {
    query: task.input,
    trajectory,
    ...(initialState && { initialState }),
    ...(groundTruth !== undefined && { groundTruth }),
  };
  const metrics: Record<string, number> = {};
  let failure: Failure | undefined;
  for (const [position, verifier] of verifiersOf(task, spec).entries()) {
    const found = await verify(verifier, position, subject, { ...means, seed });
    if (found.reward !== null) metrics[`${found.kind}:${position}`] = found.reward;
    else failure ??= found.failure;
  }
  const { groundTruth: measure } = spec.evaluator;
  const root = trajectory.runs[0]?.response ?? '';
  const near = measure && groundTruthReward(measure, root, groundTruth);
  if (near !== undefined) metrics['ground_truth'] = near;
  const rewards = Object.values(metrics);
  const reward = failure || rewards.length === 0 ? null : Math.min(...rewards);
  return { reward, metrics: { ...metrics, ...countsOf(trajectory) }, ...(failure ? { failure } : {}) };
}

function countsOf({ runs, usage }: Trajectory): Record<string, number> {
  return {
    agents: runs.length,
    model_calls: usage.modelCalls,
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
  };
}
