import type { ProblemType } from '@nex/core';
import { NexError } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { QueryPlan } from '../plan/plan-queries.ts';
import { SlotStream } from '../plan/slot-stream.ts';
import type { ExpansionRow } from '../store/tree.ts';
import type { Ask } from '../synthesis/asker.ts';
import { Expansions } from './expansions.ts';
import { judgeNode } from './judge-node.ts';
import { ProblemTree } from './problem-tree.ts';

const node = (id: string, en: string, zh: string, children?: ProblemType[]): ProblemType => ({
  id,
  en,
  zh,
  ...(children ? { children } : {}),
});
const TREE = node('root', 'garden', '园艺', [
  node('beds', 'Beds and borders', '花坛与边界', [
    node('beds_soil', 'Soil of raised beds', '高床土壤'),
    node('beds_plan', 'Plan for a shady bed', '阴凉花坛规划'),
  ]),
  node('fruit', 'Fruit trees', '果树', [node('fruit_cut', 'Cutting of old trees', '老树修剪')]),
]);

describe('a proposed node', () => {
  test.each([
    ['Slugs and snails', '蜗牛防治', undefined],
    ['soil of raised  BEDS', '别的名称', 'duplicate'],
    ['Something else', '老树修剪', 'duplicate'],
    ['Plan for a very shady bed', '完全不同的说法', 'near_duplicate'],
    ['Another wording', '阴凉的花坛规划', undefined],
    ['Another wording', '阴凉花坛规划表', 'near_duplicate'],
    ['蜗牛', '蜗牛防治', 'wrong_language'],
    ['Slugs', 'Slugs', 'wrong_language'],
    ['Use of write_entry', '日记记录', 'names_solution'],
    ['', '蜗牛防治', 'empty'],
    ['word '.repeat(20), '蜗牛防治', 'too_long'],
  ])('%j, %j: %s', (en, zh, reason) => {
    const verdict = judgeNode(new ProblemTree(TREE), 'beds', { en, zh }, ['write_entry']);
    if (reason === undefined) expect(verdict).toMatchObject({ node: { parentId: 'beds' } });
    else expect(verdict).toMatchObject({ reason });
  });

  test.each([
    ['Slugs & Snails', '蜗牛'],
    ['\u0000Slugs &\u0000\n Snails', '蜗牛\u0000'],
  ])('gets an id below its parent, in small letters: %j', (en, zh) => {
    expect(judgeNode(new ProblemTree(TREE), 'beds', { en, zh }, [])).toEqual({
      node: { id: 'beds_slugs_snails', en: 'Slugs & Snails', zh: '蜗牛', parentId: 'beds' },
    });
  });
});

test('a tree with an id twice is refused', () => {
  expect(() => new ProblemTree(node('a', 'a', 'a', [node('a', 'b', 'b')]))).toThrow(NexError);
});

/** The answers come in an order that `delay` says, in turns of the event loop. */
async function grow(delay: (slot: number) => number, known: readonly ExpansionRow[] = []) {
  const rows: ExpansionRow[] = [];
  let asked = 0;
  const tree = new ProblemTree(TREE);
  const expansions = new Expansions({
    seed: 5,
    probability: 0.5,
    tree,
    description: '',
    capabilities: [],
    identifiers: [],
    known,
    ask:
      (slot, attempt): Ask =>
      async (prompt) => {
        asked += 1;
        for (let turn = 0; turn < delay(slot); turn += 1) await Promise.resolve();
        const number = attempt === 0 ? slot % 6 : slot + 100 * attempt;
        const name = [...`${number}`].map((digit) => 'abcdefghij'[Number(digit)]).join('');
        const han = [...`${number}`].map((digit) => '甲乙丙丁戊己庚辛壬癸'[Number(digit)]).join('');
        return prompt.schema.parse({ en: `kind ${name}${name}`, zh: `${han}${han}` });
      },
    store: async (row) => void rows.push(row),
  });
  const spec = {
    queries: 60,
    seed: 5,
    difficulty: { easy: 1, medium: 0, hard: 0 },
    languages: ['en'] as const,
  };
  const personas = [{ persona: 'a gardener', persona_chinese: '园丁' }];
  const plan = new QueryPlan({ ...spec, sampling: 'inverse-frequency' }, TREE, personas);
  const stream = new SlotStream(plan, expansions, 60);
  const slots = await Promise.all(Array.from({ length: 60 }, () => stream.next()));
  await expansions.settled();
  return { rows, slots, nodes: tree.nodes(), asked };
}

test('the same seed grows the same tree and plan, whichever answer comes first', async () => {
  const { asked, ...expected } = await grow(() => 0);
  const other = await grow((slot) => (60 - slot) * 3);
  expect({ ...other, asked }).toEqual({ ...expected, asked });
  expect(expected.nodes.length).toBeGreaterThan(12);
  expect(expected.rows.some(({ attempts, state }) => attempts > 1 && state === 'applied')).toBe(true);
  expect(expected.slots.some(({ leafId }) => leafId.includes('kind'))).toBe(true);
  expect(expected.rows.map(({ slot_index: slot }) => slot)).toEqual(
    expected.rows.map(({ slot_index: slot }) => slot).toSorted((a, b) => a - b),
  );
});

test('what is a row is not asked for again', async () => {
  const whole = await grow(() => 0);
  const resumed = await grow(() => 0, whole.rows.slice(0, 10));
  expect(resumed.slots).toEqual(whole.slots);
  expect(resumed.nodes).toEqual(whole.nodes);
  expect([...whole.rows.slice(0, 10), ...resumed.rows]).toEqual(whole.rows);
  expect(resumed.asked).toBeLessThan(whole.asked);
});
