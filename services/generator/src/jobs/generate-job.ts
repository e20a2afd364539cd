/**
 * The job that wakes a worker for a framework. The first frameworks of all tenants come before the second ones: many of one
 * tenant do not delay another's.
 */

/** The queue has no lower priority. */
const MAX_PLACE = 2 ** 21 - 1;

/** `place`: among those of its tenant that are open, from 1. */
export function generateJob({ id, traceparent }: { id: string; traceparent: string }, place: number) {
  return { id, payload: { frameworkId: id, traceparent }, priority: Math.min(place, MAX_PLACE) };
}
