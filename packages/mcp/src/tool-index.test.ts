import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalogue } from './catalogue/load.ts';
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
  expect(index.size).toBe(
    catalogue.entries.flatMap((entry) => entry.tools).filter((tool) => !tool.hidden).length,
  );
  const [tool] = index.search('move_file', { limit: 1 });
  const snapshot = catalogue.entries.find((entry) => entry.name === 'filesystem')?.snapshot?.digest;
  expect(tool?.definition).toMatchObject({
    repeatable: false,
    origin: { kind: 'mcp', server: 'filesystem', tool: 'move_file', snapshot },
  });
});
