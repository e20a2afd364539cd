/**
 * Choices are made by hashing words, never by a clock or a global generator:
 * the same seed and the same words always give the same choice.
 */
import { createHash } from 'node:crypto';

/** A stream of reproducible choices. */
export type Draw = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number between `low` and `high`, both included. */
  between(low: number, high: number): number;
  /** One member of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** `count` different members of a list, in drawn order (all of them when the list is shorter). */
  sample<T>(list: readonly T[], count: number): T[];
};

/** The first `length` hex digits of the SHA-256 of the parts. */
export function digest(length: number, ...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, length);
}

/** Starts a stream of choices from the words given. */
export function createDraw(...parts: (string | number)[]): Draw {
  let state = Number.parseInt(digest(8, ...parts), 16) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => {
    const member = list[between(0, list.length - 1)];
    if (member === undefined) throw new RangeError('cannot pick from an empty list');
    return member;
  };
  const sample = <T>(list: readonly T[], count: number): T[] => {
    const rest = [...list];
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) {
      taken.push(...rest.splice(between(0, rest.length - 1), 1));
    }
    return taken;
  };
  return { next, between, pick, sample };
}
