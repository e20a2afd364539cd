/** The request of one framework of a batch: what it pins itself, else the batch's defaults, else the usual ones. */
import type { CreateFramework, CreateFrameworkBatch, FrameworkPins } from '@nex/core';

/** As stored: with all defaults. */
export type MemberRequest = CreateFramework;

/** The seed of the batch is that of every framework that does not pin one, so that equal sentences give equal frameworks. */
export function memberInput(
  batch: Pick<CreateFrameworkBatch, 'defaults' | 'seed'>,
  own: FrameworkPins & { sentence: string },
): FrameworkPins & { sentence: string } {
  return { seed: batch.seed, ...given(batch.defaults), ...given(own), sentence: own.sentence };
}

function given<T extends object>(pins: T): Partial<T> {
  return Object.fromEntries(Object.entries(pins).filter(([, value]) => value !== undefined)) as Partial<T>;
}
