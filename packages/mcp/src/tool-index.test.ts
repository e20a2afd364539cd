import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogueFigures } from './catalogue/figures.ts';
import { loadCatalogue } from './catalogue/load.ts';
import type { ToolFilter } from './retrieval/tool-filter.ts';
import { createToolIndex } from './tool-index.ts';

const catalogue = await loadCatalogue(join(import.meta.dirname, '../../../catalogue'));
const index = createToolIndex(catalogue);

test.each([
  ['read several files at once', 'filesystem__read_multiple_files'],
  ['searchFiles', 'filesystem__search_files'],
  ['convert units of length', 'calc__convert'],
  ['validate an email address', 'calc__format_validate'],
  ['plan tasks for a request', 'tasks__request_planning'],
  ['remember entities in a knowledge graph', 'memory__create_entities'],
  ['calculate', 'calc__math'],
  ['a calculator', 'calc__math'],
  ['percentages', 'calc__math'],
  ['days in a month', 'time__days_in_month'],
  ['project notes update', 'memory-bank__memory_bank_update'],
  ['GraphQL mutation', 'graphql-schema__get-mutation-field'],
])('%s finds %s', (query, name) => {
  const found = index.search(query, { limit: 3 });
  expect(found.map((tool) => tool.definition.name)).toContain(name);
});

test('scores fall, the limit holds, and servers narrow', () => {
  const found = index.search('file', { limit: 5, servers: ['filesystem', 'memory-bank'] });
  expect(found.map((tool) => tool.score)).toEqual(found.map((tool) => tool.score).toSorted((a, b) => b - a));
  expect(found).toHaveLength(5);
  expect(
    new Set(found.map((tool) => tool.server)).difference(new Set(['filesystem', 'memory-bank'])).size,
  ).toBe(0);
  expect(index.search('')).toEqual([]);
});

test('hidden tools are not found, and definitions say where they come from', () => {
  const names = index.all().map((tool) => tool.tool);
  expect(names).not.toContain('read_file');
  const offered = (entries: typeof catalogue.entries) =>
    entries.flatMap((entry) => entry.tools).filter((tool) => !tool.hidden).length;
  expect(index.size).toBe(offered(catalogue.entries.filter((entry) => entry.launch.ok)));
  expect(createToolIndex(catalogue, { all: true }).size).toBe(offered(catalogue.entries));
  const [tool] = index.search('move_file', { limit: 1 });
  const snapshot = catalogue.entries.find((entry) => entry.name === 'filesystem')?.snapshot?.digest;
  expect(tool?.definition).toMatchObject({
    repeatable: false,
    origin: { kind: 'mcp', server: 'filesystem', tool: 'move_file', snapshot },
  });
});

test.each([
  ['移动文件', 'filesystem__move_file'],
  ['验证电子邮件地址', 'calc__format_validate'],
  ['记住实体之间的关系', 'memory__create_relations'],
  ['这个月有多少天', 'time__days_in_month'],
  ['把请求规划成任务', 'tasks__request_planning'],
])('%s finds %s', (query, name) => {
  expect(index.search(query, { limit: 5 }).map((tool) => tool.definition.name)).toContain(name);
});

test('filters narrow by domain, class, grade, licence and proof, and together', () => {
  const all = createToolIndex(catalogue, { all: true });
  const servers = (filter: ToolFilter) => [...new Set(all.all(filter).map((tool) => tool.server))];
  expect(servers({ domains: ['music'] })).toEqual(['sheet-music']);
  const files = catalogue.entries.filter((entry) => entry.isolation === 'per-run').map((entry) => entry.name);
  expect(servers({ stateClasses: ['B'] })).toEqual(files);
  const best = catalogue.entries.filter((entry) => entry.record?.grade === 'A').map((entry) => entry.name);
  expect(best.length).toBeGreaterThan(5);
  expect(servers({ leastGrade: 'A' })).toEqual(best);
  expect(servers({ leastGrade: 'D' })).toEqual(servers({}));
  for (const tool of all.all({ licences: ['apache'] })) {
    expect(catalogue.entries.find(({ name }) => name === tool.server)?.licence).toMatch(/^Apache/);
  }
  const proved = all.all({ proved: true });
  expect(proved).toHaveLength(catalogueFigures(catalogue).proved);
  expect(all.search('file', { stateClasses: ['B'], leastGrade: 'A', servers: ['sheet-music'] })).toEqual([]);
});
