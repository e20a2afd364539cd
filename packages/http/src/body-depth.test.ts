import { expect, test } from 'vitest';
import { checkBodyDepth, MAX_BODY_DEPTH } from './body-depth.ts';

const lists = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
const objects = (levels: number) => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels)) as unknown;

test.each([lists, objects])('as many levels as are allowed, and not one more', (make) => {
  expect(() => checkBodyDepth(make(MAX_BODY_DEPTH))).not.toThrow();
  expect(() => checkBodyDepth(make(MAX_BODY_DEPTH + 1))).toThrow(/deeper than 100/);
});

test('a million levels need no stack', () => {
  expect(() => checkBodyDepth(lists(1_000_000))).toThrow(/deeper than 100/);
});

test('what is no value of JSON is left alone', () => {
  for (const body of [undefined, null, 'text', Buffer.from('x'), new Map([[1, {}]])]) {
    expect(() => checkBodyDepth(body)).not.toThrow();
  }
});
