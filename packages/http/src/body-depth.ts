/**
 * A body that is nested without end is refused before anything walks through it: schemas and handlers call themselves for
 * each level, and would run out of stack.
 */
import { NexError } from '@nex/core';

/** Objects and lists within one another. Schemas of tools, the deepest that callers send, have some twenty. */
export const MAX_BODY_DEPTH = 100;

/** Throws `invalid_request`. Needs no stack itself. Bodies that are passed on as streams or bytes are not looked into. */
export function checkBodyDepth(body: unknown): void {
  let level = childrenOf([body]);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_BODY_DEPTH) {
      throw new NexError('invalid_request', `The body is nested deeper than ${MAX_BODY_DEPTH} levels.`, {
        where: 'body',
        hint: 'Flatten it.',
      });
    }
    level = childrenOf(level.flatMap((one) => (Array.isArray(one) ? one : Object.values(one))));
  }
}

/** Those that JSON makes lists and objects of. */
function childrenOf(values: readonly unknown[]): object[] {
  return values.filter(
    (value): value is object =>
      typeof value === 'object' &&
      value !== null &&
      (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype),
  );
}
