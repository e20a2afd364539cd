import type { ReviewDecision, ReviewItem } from '@nex/core';

/** The decision that stands; none of an open item. */
export function standing(item: ReviewItem | undefined): ReviewDecision | undefined {
  return item?.decisions.at(-1);
}

/** Place of the next item without a decision, from behind `place` around to it; `place` when there is none. */
export function nextOpen(items: readonly ReviewItem[], place: number): number {
  for (let step = 1; step <= items.length; step += 1) {
    const next = (place + step) % items.length;
    if (standing(items[next]) === undefined) return next;
  }
  return place;
}
