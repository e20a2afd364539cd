import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDraw } from '../seeded/index.ts';
import { goodTrajectory } from '../trajectory.fixture.ts';
import { Clusters } from './clusters.ts';
import { createEmbeddingDuplicates } from './embedding-duplicates.ts';
import { createNearDuplicates, restoreNearDuplicates } from './near-duplicates.ts';
import { jaccardIndex, shingleHashes } from './shingles.ts';
import { trajectoryText } from './trajectory-text.ts';

test.each([
  ['the ferry leaves at nine from the old harbour', 'The ferry leaves at nine, from the old harbour!', 1],
  ['a b c d e', 'a b c d f', 0.5],
  ['从上海到杭州的高铁票价', '从上海到杭州的高铁票价？', 1],
  ['一二三四五', '一二三四六', 0.5],
  ['a', 'b', 0],
  ['', '...', 1],
])('%j and %j have the Jaccard index %d', (a, b, index) => {
  expect(jaccardIndex(shingleHashes(a, 3), shingleHashes(b, 3))).toBeCloseTo(index);
});

test('the Jaccard index of hashes is that of the sets', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 3, maxLength: 12 });
  const grams = (list: string[]) => new Set(list.slice(2).map((_, at) => list.slice(at, at + 3).join(' ')));
  fc.assert(
    fc.property(words, words, (a, b) => {
      const [left, right] = [grams(a), grams(b)];
      const expected = left.intersection(right).size / left.union(right).size;
      expect(jaccardIndex(shingleHashes(a.join(' '), 3), shingleHashes(b.join(' '), 3))).toBeCloseTo(
        expected,
      );
    }),
  );
});

/** A text of `length` words, and one of which every word after `kept` is another. */
function pair(seed: number, length: number, kept: number): [string, string] {
  const draw = createDraw(seed);
  const word = () => draw.text(6, 'abcdefghijklmnopqrstuvwxyz');
  const first = Array.from({ length }, word);
  return [first.join(' '), first.map((one, at) => (at < kept ? one : word())).join(' ')];
}

describe.each([true, false])('exact: %s', (exact) => {
  /** Share of pairs of the Jaccard index around `index` that are tagged. */
  const rate = (kept: number) => {
    let tagged = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const near = createNearDuplicates({ exact });
      const [a, b] = pair(seed, 102, kept);
      near.add('a', a);
      if (near.add('b', b).clusterId === 'a') tagged += 1;
    }
    return tagged / 300;
  };

  // 100 shingles; `kept` words share kept − 2 of them: index = shared / (200 − shared).
  test('finds what is above 0.8 and leaves what is below', () => {
    expect(rate(97)).toBeGreaterThanOrEqual(exact ? 1 : 0.97); // 0.905
    expect(rate(92)).toBeGreaterThanOrEqual(exact ? 1 : 0.6); // 0.818
    expect(rate(88)).toBeLessThanOrEqual(exact ? 0 : 0.3); // 0.754
    expect(rate(69)).toBe(0); // 0.504
  });
});

test('a cluster is named by its smallest id, whatever the order', () => {
  const texts = [
    'one two three four five six seven eight nine ten',
    'one two three four five six seven eight nine ten eleven',
  ];
  const near = createNearDuplicates({ threshold: 0.8 });
  expect(near.add('q_2', texts[0] ?? '')).toEqual({ clusterId: 'q_2', nearest: null });
  expect(near.add('q_3', 'something else entirely is asked here')).toEqual({
    clusterId: 'q_3',
    nearest: null,
  });
  expect(near.add('q_1', texts[1] ?? '')).toMatchObject({ clusterId: 'q_1', nearest: { id: 'q_2' } });
  expect(near.clusterOf('q_2')).toBe('q_1');
  expect(near.add('q_4', texts[0] ?? '')).toEqual({ clusterId: 'q_1', nearest: { id: 'q_2', jaccard: 1 } });
  expect(near.add('q_4', 'another text')).toEqual({ clusterId: 'q_1', nearest: null });
  expect(near.add('q_5', '!')).toEqual({ clusterId: 'q_5', nearest: null });
  expect(near.add('q_6', '?')).toEqual({ clusterId: 'q_6', nearest: null });
});

test.each([true, false])('goes on from its state as if nothing had been (exact: %s)', (exact) => {
  const texts = Array.from(
    { length: 150 },
    (_, seed) => pair(seed % 60, 40, 30 + (seed % 11))[seed % 2] ?? '',
  );
  const straight = createNearDuplicates({ exact });
  let resumed = createNearDuplicates({ exact });
  for (const [at, text] of texts.entries()) {
    if (at % 50 === 25) {
      resumed = restoreNearDuplicates(
        JSON.parse(JSON.stringify(resumed.state())) as ReturnType<typeof resumed.state>,
      );
    }
    expect(resumed.add(`id_${at}`, text)).toEqual(straight.add(`id_${at}`, text));
  }
  expect(resumed.state()).toEqual(straight.state());
  expect(new Set(straight.state().clusters.map(([, cluster]) => cluster)).size).toBeLessThan(150);
});

test('a state of another make is refused', () => {
  const state = createNearDuplicates().state();
  expect(() => restoreNearDuplicates({ ...state, ids: ['a'] })).toThrow('another version');
});

test('joins are transitive and commute', () => {
  const pairs = fc.array(fc.tuple(fc.constantFrom(...'abcdef'), fc.constantFrom(...'abcdef')));
  fc.assert(
    fc.property(pairs, (joins) => {
      const [forth, back] = [new Clusters(), new Clusters()];
      for (const [a, b] of joins) forth.join(a, b);
      for (const [a, b] of joins.toReversed()) back.join(b, a);
      for (const id of 'abcdef') {
        expect(forth.clusterOf(id)).toBe(back.clusterOf(id));
        expect(forth.clusterOf(id) <= id).toBe(true);
      }
    }),
  );
});

test('the text of a trajectory has what was done, and no system prompt', () => {
  const text = trajectoryText(goodTrajectory());
  expect(text).toContain('Find it.');
  expect(text).toContain('{"query": "tea", "limit": 3}');
  expect(text).not.toContain('You are the lead.');
});

test('texts of one meaning are put together by their vectors', async () => {
  const vectors: Record<string, number[]> = { ferry: [1, 0], boat: [2, 0.1], train: [0, 1] };
  const embedder = {
    name: 'toy',
    embed: (texts: readonly string[]) => Promise.resolve(texts.map((text) => vectors[text] ?? [])),
  };
  const duplicates = createEmbeddingDuplicates(embedder);
  const { signal } = new AbortController();
  const tags = await duplicates.add(
    [
      { id: 'b', text: 'ferry' },
      { id: 'c', text: 'train' },
    ],
    { signal },
  );
  expect(tags).toEqual([
    { clusterId: 'b', nearest: null },
    { clusterId: 'c', nearest: null },
  ]);
  const [tag] = await duplicates.add([{ id: 'a', text: 'boat' }], { signal });
  expect(tag).toMatchObject({ clusterId: 'a', nearest: { id: 'b' } });
  expect(duplicates.clusterOf('b')).toBe('a');
  const short = createEmbeddingDuplicates({ name: 'short', embed: () => Promise.resolve([]) });
  await expect(short.add([{ id: 'a', text: 'x' }], { signal })).rejects.toMatchObject({
    code: 'model_bad_output',
  });
});
