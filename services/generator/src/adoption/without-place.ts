/** What a file says, without where it says it. */
import type { Place } from '@nex/framework';

export function withoutPlace<T extends { place: Place }>(item: T): Omit<T, 'place'> {
  const { place: _, ...rest } = item;
  return rest;
}
