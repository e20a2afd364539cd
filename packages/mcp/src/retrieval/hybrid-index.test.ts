import type { Embedder } from '@nex/core';
import { expect, test } from 'vitest';
import type { FoundTool, ToolIndex } from '../tool-index.ts';
import { evaluateSearch } from './evaluate.ts';
import { fuseRanks } from './fuse-ranks.ts';
import { createHybridIndex } from './hybrid-index.ts';

const { signal } = new AbortController();
const tool = (name: string, description: string): FoundTool => ({
  server: 's',
  tool: name,
  score: 1,
  definition: {
    name: `s__${name}`,
    description,
    inputSchema: {},
    origin: { kind: 'mcp', server: 's', tool: name, snapshot: '' },
    repeatable: true,
    disableParallel: false,
  },
});
const TOOLS = [tool('bake', 'make bread'), tool('ride', 'go by bicycle'), tool('bread', 'list of words')];

/** Finds tools whose name is a word of the query. */
const index: ToolIndex = {
  size: TOOLS.length,
  search: (query) => TOOLS.filter((row) => query.split(' ').includes(row.tool)),
  all: () => TOOLS,
};

/** One axis for food, one for travel. */
function meaning(fails = false): Embedder & { asked: number } {
  return {
    name: 'meaning',
    asked: 0,
    async embed(texts) {
      this.asked += texts.length;
      if (fails) throw new Error('no answer');
      return texts.map((text) => [/bread|dough|loaf/.test(text) ? 1 : 0, /bicycle|bike/.test(text) ? 1 : 0]);
    },
  };
}

test('what both rankings find comes first, and meaning finds what words do not', async () => {
  const embedder = meaning();
  const hybrid = createHybridIndex({ index, embedder });
  const names = async (query: string) => (await hybrid.search(query, { signal })).map((row) => row.tool);
  expect((await names('bread'))[0]).toBe('bread');
  expect((await names('my bike'))[0]).toBe('ride');
  expect(embedder.asked).toBe(TOOLS.length + 2);
});

test('without an answer of the embedder words alone are searched, and it is asked again', async () => {
  const failures: unknown[] = [];
  const embedder = meaning(true);
  const hybrid = createHybridIndex({ index, embedder, onFailure: (error) => failures.push(error) });
  expect((await hybrid.search('ride', { signal })).map((row) => row.tool)).toEqual(['ride']);
  await hybrid.search('ride', { signal });
  expect(failures).toHaveLength(2);
  await expect(hybrid.search('ride', { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test('ranks are joined by 1 / (60 + rank)', () => {
  expect(
    fuseRanks([
      ['a', 'b'],
      ['b', 'c'],
    ]),
  ).toEqual([
    { id: 'b', score: 1 / 62 + 1 / 61 },
    { id: 'a', score: 1 / 61 },
    { id: 'c', score: 1 / 62 },
  ]);
});

test('a search is measured by the place of the first fitting tool, apart by language', async () => {
  const queries = [
    { query: 'bread', tools: ['x'] },
    { query: 'bike', tools: ['z', 'y'] },
    { query: '面包', tools: ['w'] },
  ];
  const rows = await evaluateSearch(queries, () => ['x', 'y']);
  expect(rows).toMatchObject([
    { language: 'en', queries: 2, first: 0.5, recallAt5: 1, meanReciprocalRank: 0.75, missed: [] },
    { language: 'zh', queries: 1, first: 0, recallAt5: 0, meanReciprocalRank: 0, missed: ['面包'] },
    { language: 'all', queries: 3, missed: ['面包'] },
  ]);
});
