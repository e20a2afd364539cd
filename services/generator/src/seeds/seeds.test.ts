import { leafPaths, type Persona, type ProblemType } from '@nex/core';
import { describe, expect, test } from 'vitest';
import type { Interpretation } from '../steps/interpret.ts';
import type { StepContext } from '../steps/step.ts';
import { createPersonaPool } from './persona-pool.ts';
import { labelFaults, treeFaults } from './problem-tree-faults.ts';
import { writePersonas } from './write-personas.ts';
import { writeProblemTree } from './write-problem-tree.ts';

const interpretation: Interpretation = {
  name: 'shop',
  title: 'Shop',
  domain: 'retail',
  description: 'People get their sums done.',
  goals: ['Sums'],
  users: ['Clerks'],
  constraints: [],
  out_of_scope: [],
  assumptions: [],
  language: 'en',
};

/** A step context whose answers come from a function; each goes through the question's schema. */
function contextWith(answer: (name: string, input: Record<string, number>) => unknown) {
  const asked: string[] = [];
  const context = {
    seed: 7,
    ask: (
      question: { name: string; schema: { parse(value: unknown): unknown } },
      input: Record<string, number>,
    ) => {
      asked.push(question.name);
      return Promise.resolve(question.schema.parse(answer(question.name, input)));
    },
  } as unknown as StepContext;
  return { context, asked };
}

const HAN = '天地人山水火木金土日月星风雨云雷电花草树';
const person = (number: number): Persona => ({
  persona: [0, 1, 2, 3, 4].map((at) => `word${(number * 31 + at * 977) % 7919}x${number}`).join(' '),
  persona_chinese: `${HAN[number % 20]}${HAN[Math.floor(number / 20) % 20]}${HAN[Math.floor(number / 400) % 20]}先生`,
});

describe('personas', () => {
  test.each([1, 24, 25, 26, 500])('exactly %i come, in batches', async (count) => {
    const { context, asked } = contextWith((_name, { offset = 0, count: batch = 0 }) => ({
      personas: Array.from({ length: batch }, (_, at) => person(offset + at)),
    }));
    expect(await writePersonas(interpretation, count, context)).toHaveLength(count);
    expect(asked).toHaveLength(Math.ceil(count / 25));
  });

  test('what is doubled is asked for again', async () => {
    const { context, asked } = contextWith((_name, { offset = 0, count = 0, round = 1 }) => ({
      personas: Array.from({ length: count }, (_, at) => person(round === 1 ? at % 20 : offset + at)),
    }));
    const personas = await writePersonas(interpretation, 50, context);
    expect(new Set(personas.map((one) => one.persona)).size).toBe(50);
    expect(asked.length).toBeGreaterThan(2);
  });

  test('a model that knows one person only ends in a shortfall with the counts', async () => {
    const { context, asked } = contextWith((_name, { count = 0 }) => ({
      personas: Array.from({ length: count }, () => person(1)),
    }));
    await expect(writePersonas(interpretation, 30, context)).rejects.toMatchObject({
      code: 'shortfall',
      message: expect.stringContaining('Only 1 of 30') as string,
    });
    expect(asked.length).toBeLessThanOrEqual(12);
  });

  test('those that are there stay, also without Chinese; others come in the place of copies', async () => {
    const there = [1, 2, 3].map((number) => ({ ...person(number), persona_chinese: '' }));
    const { context } = contextWith((_name, { count = 0 }) => ({
      personas: Array.from({ length: count }, (_, at) => person(100 + at)),
    }));
    const personas = await writePersonas(interpretation, 4, context, [...there, person(1)]);
    expect(personas).toEqual([...there, person(100)]);
  });

  test.each<[string, Persona, boolean]>([
    ['another person', { persona: 'A tailor who sews coats.', persona_chinese: '一位做大衣的裁缝。' }, true],
    [
      'the same with another number',
      {
        persona: 'A baker with 5 years of work who bakes rye bread at night in a small town.',
        persona_chinese: '一位夜里烤面包的师傅。',
      },
      false,
    ],
    [
      'Chinese within English',
      { persona: 'A baker 面包 who bakes.', persona_chinese: '一位面包师。' },
      false,
    ],
    [
      'English within Chinese',
      { persona: 'A cook who writes.', persona_chinese: '一位 cook who writes 的人。' },
      false,
    ],
    ['no Chinese', { persona: 'A cook who writes.', persona_chinese: '' }, false],
    [
      'a name within Chinese',
      { persona: 'A coder who reads schemas.', persona_chinese: '一位看GraphQL的程序员。' },
      true,
    ],
  ])('%s', (_name, persona, taken) => {
    const pool = createPersonaPool();
    pool.add({
      persona: 'A baker with 9 years of work who bakes rye bread at night in a small town.',
      persona_chinese: '一位烤面包的师傅。',
    });
    expect(pool.add(persona)).toBe(taken);
  });
});

describe('the problem tree', () => {
  const areas = ['a', 'b', 'c'].map((id) => ({ id, en: `Area ${id}`, zh: '领域' }));

  test('grows area by area and has unique ids whatever the areas answer', async () => {
    const { context, asked } = contextWith((name, { min_leaves: least = 1 }) =>
      name === 'problem_areas'
        ? { root: { id: 'root', en: 'Problems', zh: '问题' }, areas }
        : {
            children: Array.from({ length: least }, (_, at) => ({
              id: `t${at}`,
              en: `Type ${at}`,
              zh: '类型',
            })),
          },
    );
    const tree = await writeProblemTree({ interpretation, capabilities: [], minLeaves: 60 }, context);
    expect(asked).toEqual(['problem_areas', 'problem_area', 'problem_area', 'problem_area']);
    expect(leafPaths(tree).length).toBeGreaterThanOrEqual(60);
    expect(treeFaults(tree, 60)).toEqual([]);
  });

  test.each<[string, ProblemType, RegExp]>([
    [
      'a leaf too high',
      { id: 'r', en: 'R', zh: '根', children: [{ id: 'x', en: 'X', zh: '甲' }] },
      /2 nodes/,
    ],
    ['too few leaves', { id: 'r', en: 'R', zh: '根' }, /at least 2 leaves/],
    [
      'an id twice',
      {
        id: 'r',
        en: 'R',
        zh: '根',
        children: [{ id: 'r', en: 'X', zh: '甲', children: [{ id: 'y', en: 'Y', zh: '乙' }] }],
      },
      /used twice/,
    ],
  ])('%s is a fault', (_name, tree, message) => {
    expect(treeFaults(tree, 2).join()).toMatch(message);
  });

  test('labels are in their language', () => {
    expect(labelFaults({ id: 'r', en: '根', zh: 'root of all' })).toHaveLength(2);
    expect(labelFaults({ id: 'r', en: 'Root', zh: '根' })).toEqual([]);
  });
});
