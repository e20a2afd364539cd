/**
 * The order in which waiting runs are taken up. Each has a turn; a run of a tenant that has few waiting has a low one, so
 * that it does not wait behind all those of another. The queue knows it as a priority, which has a bound: turns up to a
 * million each have a priority of their own, those beyond share one by 64.
 */

/** BullMQ's largest. */
export const LAST_PRIORITY = 2 ** 21 - 1;
const EXACT = 2 ** 20;
const SHARED_BY = 64;

/** From 1, which is next. Never falls as the turn grows. */
export function priorityOf(turn: number): number {
  const next = turn + 1;
  return next <= EXACT ? next : Math.min(EXACT + Math.ceil((next - EXACT) / SHARED_BY), LAST_PRIORITY);
}
