/** The first place at which two JSON values differ, as a person reads it. */
import type { ReplayDifference } from '@nex/core';

const SHOWN_CHARS = 200;
/** Of equal text before the place where two long texts part. */
const LEAD_CHARS = 40;

/** `undefined` when the values are equal as JSON: fields that are `undefined` are not there. */
export function firstDifference(
  at: string,
  expected: unknown,
  actual: unknown,
): ReplayDifference | undefined {
  if (Object.is(expected, actual)) return undefined;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let i = 0; i < Math.max(expected.length, actual.length); i += 1) {
      const found = firstDifference(`${at}[${i}]`, expected[i], actual[i]);
      if (found) return found;
    }
    return undefined;
  }
  if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = firstDifference(`${at}.${key}`, expected[key], actual[key]);
      if (found) return found;
    }
    return undefined;
  }
  if (typeof expected === 'string' && typeof actual === 'string') return textDifference(at, expected, actual);
  return { at, expected: show(expected), actual: show(actual) };
}

/** As short JSON; `nothing` for what is not there. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  return cut(JSON.stringify(value), 0);
}

function textDifference(at: string, expected: string, actual: string): ReplayDifference {
  let same = 0;
  while (same < expected.length && expected[same] === actual[same]) same += 1;
  const start = same > LEAD_CHARS ? same - LEAD_CHARS : 0;
  return { at, expected: cut(JSON.stringify(expected), start), actual: cut(JSON.stringify(actual), start) };
}

function cut(text: string, start: number): string {
  const head = start > 0 ? '…' : '';
  const end = start + SHOWN_CHARS;
  return (head + text.slice(start, end) + (text.length > end ? '…' : '')).toWellFormed();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
