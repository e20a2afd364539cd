import { DIFFICULTIES, leafPaths, type Persona, type ProblemType } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeafCounters } from '../tree/leaf-counters.ts';
import { type PlanSpec, QueryPlan } from './plan-queries.ts';
import { quotas } from './quotas.ts';
import { createRandom } from './random.ts';

const node = (id: string, children?: ProblemType[]): ProblemType => ({
  id,
  en: `en ${id}`,
  zh: `zh ${id}`,
  ...(children ? { children } : {}),
});
const TREE = node('r', [
  node('a', [node('aa', [node('aaa'), node('aab')]), node('ab')]),
  node('b', [node('ba', [node('baa', [node('baaa')])])]),
  node('c'),
]);
const PERSONAS: Persona[] = ['x', 'y', 'z'].map((persona) => ({ persona, persona_chinese: `${persona}人` }));
const spec = (changes: Partial<PlanSpec> = {}): PlanSpec => ({
  queries: 100,
  seed: 7,
  difficulty: { easy: 0.2, medium: 0.5, hard: 0.3 },
  languages: ['en'],
  sampling: 'inverse-frequency',
  ...changes,
});
const planQueries = (of: PlanSpec, tree: ProblemType, personas: readonly Persona[]) => {
  const plan = new QueryPlan(of, tree, personas);
  return Array.from({ length: of.queries }, () => plan.next());
};
const drawLeaves = (
  leafCount: number,
  draws: number,
  seed: number,
  sampling: PlanSpec['sampling'] = 'inverse-frequency',
) => {
  const counters = new LeafCounters(Array.from({ length: leafCount }, (_, leaf) => `${leaf}`));
  const random = createRandom(seed);
  return Array.from({ length: draws }, () => counters.draw(sampling, random));
};
const anySpec = fc
  .record({
    queries: fc.integer({ min: 1, max: 300 }),
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    shares: fc.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 20 })),
    languages: fc.constantFrom<PlanSpec['languages']>(['en'], ['zh'], ['en', 'zh']),
  })
  .map(({ shares: [easy, medium, hard], ...rest }): PlanSpec => {
    const sum = easy + medium + hard;
    return {
      ...rest,
      sampling: 'inverse-frequency',
      difficulty: { easy: easy / sum, medium: medium / sum, hard: hard / sum },
    };
  });

describe('the plan', () => {
  test('is a function of its inputs', () => {
    fc.assert(
      fc.property(anySpec, (any) => {
        expect(planQueries(any, TREE, PERSONAS)).toEqual(planQueries(any, TREE, PERSONAS));
      }),
      { numRuns: 30 },
    );
  });

  test('meets the difficulties and languages to within less than one query', () => {
    fc.assert(
      fc.property(anySpec, (any) => {
        const plan = planQueries(any, TREE, PERSONAS);
        expect(plan.map(({ index }) => index)).toEqual([...plan.keys()]);
        expect(plan).toHaveLength(any.queries);
        for (const difficulty of DIFFICULTIES) {
          const count = plan.filter((slot) => slot.difficulty === difficulty).length;
          expect(Math.abs(count - any.difficulty[difficulty] * any.queries)).toBeLessThan(1);
        }
        for (const language of any.languages) {
          const count = plan.filter((slot) => slot.language === language).length;
          expect(Math.abs(count - any.queries / any.languages.length)).toBeLessThan(1);
        }
      }),
    );
  });

  test('cuts each path at depth 2 or deeper where the path reaches that far', () => {
    const reach = new Map(leafPaths(TREE).map((path) => [path.at(-1)?.id, path]));
    for (const slot of planQueries(spec({ queries: 500 }), TREE, PERSONAS)) {
      const path = reach.get(slot.leafId) ?? [];
      expect(slot.path).toEqual(path.slice(0, slot.path.length).map(({ en }) => en));
      expect(slot.path.length).toBeGreaterThanOrEqual(Math.min(3, path.length));
      expect(slot.problemTypeId).toBe(path[slot.path.length - 1]?.id);
    }
  });

  test('ends at inner nodes as well as at leaves', () => {
    const ends = new Set(
      planQueries(spec({ queries: 500 }), TREE, PERSONAS).map((slot) => slot.problemTypeId),
    );
    expect([...ends].sort()).toEqual(['aa', 'aaa', 'aab', 'ab', 'ba', 'baa', 'baaa', 'c']);
  });

  test('speaks the slot’s language in persona and labels', () => {
    for (const slot of planQueries(spec({ languages: ['en', 'zh'] }), TREE, PERSONAS)) {
      expect(slot.persona.endsWith('人')).toBe(slot.language === 'zh');
      expect(slot.path[0]).toBe(`${slot.language} r`);
    }
  });

  test('differs with the seed, and gives every slot a seed of its own', () => {
    const one = planQueries(spec(), TREE, PERSONAS);
    expect(planQueries(spec({ seed: 8 }), TREE, PERSONAS)).not.toEqual(one);
    expect(new Set(one.map(({ seed }) => seed)).size).toBe(one.length);
  });

  test('works on a tree of one node', () => {
    const [slot] = planQueries(spec({ queries: 1 }), node('r'), PERSONAS);
    expect(slot).toMatchObject({ leafId: 'r', path: ['en r'], problemTypeId: 'r' });
  });
});

describe('inverse-frequency drawing', () => {
  test('covers at least 98 % of the leaves with twice as many draws, over seeds', () => {
    for (const leaves of [20, 60, 200]) {
      const seeds = Array.from({ length: 60 }, (_, seed) => seed);
      const covered = seeds.map((seed) => new Set(drawLeaves(leaves, leaves * 2, seed)).size / leaves);
      expect(covered.reduce((a, b) => a + b, 0) / covered.length).toBeGreaterThanOrEqual(0.98);
    }
  });

  test('draws as often as asked, from the leaves there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(200), fc.nat(), (leaves, draws, seed) => {
        const drawn = drawLeaves(leaves, draws, seed);
        expect(drawn).toHaveLength(draws);
        expect(drawn.every((leaf) => Number(leaf) < leaves)).toBe(true);
      }),
    );
  });

  test('evens out: in the long run no leaf is far from its share', () => {
    const counts = new Map<string, number>();
    for (const leaf of drawLeaves(10, 2000, 3)) counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(30);
  });
});

describe('stratified drawing', () => {
  test('reaches every leaf with as many draws, and never leaves one behind by more than one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(200), fc.nat(), (leaves, draws, seed) => {
        const counts = new Map<string, number>();
        for (const leaf of drawLeaves(leaves, draws, seed, 'stratified')) {
          counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
        }
        expect(counts.size).toBe(Math.min(leaves, draws));
        const all = [...counts.values(), ...(counts.size < leaves ? [0] : [])];
        expect(Math.max(0, ...all) - Math.min(...all)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a plan that changes on its way', () => {
  test('draws a new leaf next when it catches up with the others, and not before', () => {
    const plan = new QueryPlan(spec({ queries: 200, sampling: 'stratified' }), TREE, PERSONAS);
    const before = Array.from({ length: 50 }, () => plan.next());
    expect(before.some(({ leafId }) => leafId === 'new')).toBe(false);
    plan.grow({ id: 'new', en: 'New', zh: '新', parentId: 'a' });
    const after = Array.from({ length: 10 }, () => plan.next());
    expect(after.every(({ leafId, treeVersion }) => leafId === 'new' && treeVersion === 1)).toBe(true);
  });

  test('replaces a slot with one of its difficulty and language, and takes its draw back', () => {
    const plan = new QueryPlan(spec({ queries: 5, languages: ['en', 'zh'] }), TREE, PERSONAS);
    const slots = Array.from({ length: 5 }, () => plan.next());
    for (const [place, slot] of slots.entries()) {
      const { difficulty, language } = slot;
      expect(plan.replace(slot)).toMatchObject({ index: 5 + place, replaces: place, difficulty, language });
    }
  });

  test('nobody speaks a language that they are not written down in', () => {
    const personas = [...PERSONAS, { persona: 'only English', persona_chinese: '' }];
    const plan = planQueries(spec({ languages: ['zh'] }), TREE, personas);
    expect(plan.every(({ persona }) => persona.endsWith('人'))).toBe(true);
  });
});

describe('quotas', () => {
  test.each([
    [[0.2, 0.5, 0.3], 10, [2, 5, 3]],
    [[0.2, 0.5, 0.3], 12, [2, 6, 4]],
    [[1, 0, 0], 7, [7, 0, 0]],
    [[1 / 3, 1 / 3, 1 / 3], 10, [4, 3, 3]],
    [[0.5, 0.5], 1, [1, 0]],
    [[0, 0.001, 0.999], 1, [0, 0, 1]],
  ])('%j of %i is %j', (shares, total, counts) => {
    expect(quotas(shares, total)).toEqual(counts);
  });
});
