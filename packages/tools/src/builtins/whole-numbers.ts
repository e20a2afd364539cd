/** Tool files type counts as `number`; a count with a fraction means the whole number below it. */
import type { JsonObject } from '@nex/core';

export function wholeNumbers(args: JsonObject, names: readonly string[]): JsonObject {
  const whole = { ...args };
  for (const name of names) {
    const value = whole[name];
    if (typeof value === 'number') whole[name] = Math.floor(value);
  }
  return whole;
}
