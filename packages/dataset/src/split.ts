/** Deals tasks to splits by a hash of seed and task, so that all rows of one task lie in one split, in any order. */
import { type DataSplit, SPLITS, type SplitName } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';

export function splitOf(task: string, split: DataSplit | undefined): SplitName {
  if (!split) return 'train';
  const draw = deriveSeed('split', split.seed, task) / 2 ** 32;
  let below = 0;
  for (const name of SPLITS) {
    below += split[name];
    if (draw < below) return name;
  }
  // The shares add up to 1 only nearly.
  return SPLITS.findLast((name) => split[name] > 0) ?? 'train';
}
