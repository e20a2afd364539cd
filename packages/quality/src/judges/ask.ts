/** Asks a judge about a batch. An answer of no use is told, with what it cost, and not thrown. */
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

type Asked<T> = { usage: Usage; calls: number } & ({ value: T } | { failure: Failure });

/** @throws whatever the model throws. */
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
    if (!(thrown instanceof NexError) || thrown.code !== 'model_bad_output') throw thrown;
    return { failure: thrown.toFailure(), usage: metered.usage(), calls: ATTEMPTS };
  }
}
