/** Runs the cases of a tool's contract over its code, in the sandbox. */
import { isJsonObject, type Json } from '@nex/core';
import type { ToolCase } from './tool-contract.ts';
import type { ToolRoom } from './tool-room.ts';

/** Relative and absolute difference of numbers that counts as rounding. */
const TOLERANCE = 1e-6;

/** A line for each case that fails, up to the first whose call failed; none when all pass. */
export async function runCases(
  room: ToolRoom,
  code: string,
  cases: readonly ToolCase[],
  signal: AbortSignal,
): Promise<string[]> {
  const results = await room.tryOut(
    code,
    cases.map((item) => item.input),
    signal,
    (index) => wantsError(cases[index]),
  );
  return results.flatMap((result, index) => {
    const item = cases[index];
    if (!item) return [];
    if (wantsError(item)) {
      return result.error === undefined
        ? [`${item.name}: an error was expected, not ${JSON.stringify(result.value)}`]
        : [];
    }
    if (result.error !== undefined) return [`${item.name}: ${result.error}`];
    if (isSame(result.value ?? null, item.expected)) return [];
    return [
      `${item.name}: expected ${JSON.stringify(item.expected)}, got ${JSON.stringify(result.value ?? null)}`,
    ];
  });
}

function wantsError(item: ToolCase | undefined): boolean {
  return isJsonObject(item?.expected) && 'error' in item.expected;
}

export function isSame(a: Json, b: Json): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index] ?? null));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] ?? null, b[key] ?? null))
    );
  }
  return a === b;
}
