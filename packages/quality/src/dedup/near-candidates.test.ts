import { expect, test } from 'vitest';
import { createDraw } from '../seeded/index.ts';
import { createNearCandidates } from './near-candidates.ts';
import { shingleHashes } from './shingles.ts';

const draw = createDraw(11);
const words = (length: number) =>
  Array.from({ length }, () => draw.text(6, 'abcdefghijklmnopqrstuvwxyz')).join(' ');
const text = (id: string, family: string, content: string) => ({
  id,
  family,
  shingles: shingleHashes(content, 3),
});

test('candidates are of other families, the nearest first', () => {
  const candidates = createNearCandidates(0.8);
  const base = words(300);
  expect(candidates.add(text('a', 'A', `${base} ${words(30)}`))).toEqual([]);
  expect(candidates.add(text('b', 'B', `${base} ${words(5)}`)).map(({ id }) => id)).toEqual(['a']);
  expect(candidates.add(text('a2', 'A', base)).map(({ id }) => id)).toEqual(['b']);
  const [first, second, ...rest] = candidates.add(text('c', 'C', base));
  expect(first).toEqual({ id: 'a2', estimate: 1 });
  expect([second?.id, ...rest.map(({ id }) => id)]).toEqual(['b', 'a']);
});

test('what is far from the threshold is none, nor is a text without words', () => {
  const candidates = createNearCandidates(0.8);
  const base = words(200);
  candidates.add(text('a', 'A', base));
  expect(candidates.add(text('b', 'B', `${base} ${words(200)}`))).toEqual([]);
  candidates.add(text('c', 'C', ''));
  expect(candidates.add(text('d', 'D', '...'))).toEqual([]);
});

test.each([0.5, 0.65, 0.7, 0.8])('from %d on nearly all pairs are candidates', (threshold) => {
  const pairs = 300;
  let found = 0;
  for (let n = 0; n < pairs; n += 1) {
    const candidates = createNearCandidates(threshold);
    // 200 shingles, of which both have enough for an index a little above the threshold.
    const shared = Math.ceil((2 * 200 * threshold) / (1 + threshold)) + 2;
    const base = words(shared);
    candidates.add(text('a', 'A', `${base} ${words(202 - shared)}`));
    found += candidates.add(text('b', 'B', `${base} ${words(202 - shared)}`)).length;
  }
  expect(found).toBeGreaterThanOrEqual(0.98 * pairs);
});

test('a flood of equal texts makes few candidates', () => {
  const candidates = createNearCandidates(0.8);
  const base = words(100);
  for (let n = 0; n < 500; n += 1) {
    expect(candidates.add(text(`${n}`, `${n}`, base)).length).toBeLessThanOrEqual(1);
  }
});
