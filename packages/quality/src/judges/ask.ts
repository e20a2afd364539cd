/** Asks a judge about a batch. An answer of no use is told, with what it cost, and not thrown; so is a budget that holds no call more. */
import {
  askStructured,
  type Failure,
  type Model,
  meteredModel,
  NexError,
  type StructuredQuestion,
  type Usage,
} from '@nex/core';

const ATTEMPTS = 2;
const TOLD: ReadonlySet<string> = new Set(['model_bad_output', 'budget_exhausted']);

type Asked<T> = { usage: Usage; calls: number } & ({ value: T } | { failure: Failure });

/** @throws whatever else the model throws. */
export async function ask<T>(
  model: Model,
  question: Omit<StructuredQuestion<T>, 'instruction' | 'attempts'>,
): Promise<Asked<T>> {
  const metered = meteredModel(model);
  try {
    const instruction = 'Judge this batch.';
    const { value, calls } = await askStructured(metered.model, {
      ...question,
      instruction,
      attempts: ATTEMPTS,
    });
    return { value, usage: metered.usage(), calls };
  } catch (thrown) {
    if (!(thrown instanceof NexError) || !TOLD.has(thrown.code)) throw thrown;
    const usage = metered.usage();
    return { failure: thrown.toFailure(), usage, calls: usage.modelCalls };
  }
}
