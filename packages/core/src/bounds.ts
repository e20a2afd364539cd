/** How far the ground that everything stands on goes: timers and integer columns have 32 bits, with a sign. */

/** Longest time that a timer takes; a longer one would go off at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Of data sets, policies and models, as a store can hold it. */
export const MAX_VERSION = 2_147_483_647;
