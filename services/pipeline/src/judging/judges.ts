/** Who judges a build's trajectories, by what questions, and who of them may drop. */
import { type JudgeSpec, type Model, NexError } from '@nex/core';
import { HEADS, type Head, judgeGates, judgeName } from '@nex/quality';

/** Gives the operator's model for judging, or another one of its server. */
export type JudgeModels = (name?: string) => Model;

export interface Judges {
  models: Model[];
  heads: Head[];
  /** Whether a head may drop with a model. */
  mayGate: (judge: { name: string; version: number; model: string }) => boolean;
}

export function judgesOf(spec: JudgeSpec, modelNamed: JudgeModels): Judges {
  return {
    models: spec.council ? spec.council.map(({ model }) => modelNamed(model)) : [modelNamed(spec.model)],
    heads: HEADS.filter(({ name }) => spec.heads.some((asked) => asked === name)),
    mayGate: spec.onVerdict === 'gate' ? (judge) => judgeGates(judge) : () => false,
  };
}

/** Heads that would drop and may not, with the model: `judge_failure_analysis@1 with model-x`. */
export function ungated({ models, heads }: Judges): string[] {
  return models.flatMap(({ name: model }) =>
    heads
      .filter((head) => head.severity === 'drop')
      .map((head) => ({ name: judgeName(head), version: head.version, model }))
      .filter((judge) => !judgeGates(judge))
      .map(({ name, version }) => `${name}@${version} with ${model}`),
  );
}

/** @throws NexError `build_invalid` for a judge that is to gate and was not measured, or missed the bar. */
export function checkJudge(spec: JudgeSpec | undefined, modelNamed: JudgeModels): void {
  if (!spec) return;
  const names = spec.council?.map(({ model }) => model) ?? [];
  if (new Set(names).size !== names.length) {
    throw new NexError('build_invalid', `The council names a model twice: ${names.join(', ')}.`, {
      where: 'quality.judge.council',
      hint: 'Name each model once; a model that votes twice decides alone.',
    });
  }
  const low = spec.onVerdict === 'gate' ? ungated(judgesOf(spec, modelNamed)) : [];
  if (low.length === 0) return;
  throw new NexError(
    'build_invalid',
    `The judge is to gate, and was not measured at the bar: ${low.join(', ')}.`,
    {
      where: 'quality.judge.onVerdict',
      hint: 'Choose flag, or leave those heads out, or measure the model with: npm run quality-scores -- MODEL.',
    },
  );
}
