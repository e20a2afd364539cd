import { readFile } from 'node:fs/promises';
import type { JsonSchema } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { argumentsOf, planSearch } from './search-arguments.ts';

const schema = (properties: object, required: string[] = []) =>
  ({ type: 'object', properties, required }) as unknown as Parameters<typeof planSearch>[0];
const TEXT = { type: 'string' };
const WHOLE = { type: 'integer' };

describe.each([
  [
    'query and count',
    schema({ query: TEXT, count: { ...WHOLE, maximum: 3 } }, ['query']),
    { query: 'tea', count: 3 },
  ],
  ['a short query', schema({ q: { ...TEXT, maxLength: 2 } }, ['q']), { q: 'te' }],
  [
    'names in another case',
    schema({ searchQuery: TEXT, maxResults: { type: 'number' } }),
    { searchQuery: 'tea', maxResults: 5 },
  ],
  ['the telling name first', schema({ text: TEXT, search_term: TEXT }, ['text', 'search_term']), undefined],
  ['the only text demanded', schema({ subject: TEXT, region: TEXT }, ['subject']), { subject: 'tea' }],
  [
    'types of which one is null',
    schema({ query: { anyOf: [TEXT, { type: 'null' }] }, limit: { type: ['integer', 'null'] } }),
    { query: 'tea', limit: 5 },
  ],
  [
    'at least ten',
    schema({ query: TEXT, num_results: { ...WHOLE, minimum: 10 } }),
    { query: 'tea', num_results: 10 },
  ],
  [
    'a default of what is demanded',
    schema({ query: TEXT, kind: { ...TEXT, default: 'web' } }, ['query', 'kind']),
    { query: 'tea', kind: 'web' },
  ],
  ['no text', schema({ id: WHOLE }, ['id']), undefined],
  ['two texts, neither telling', schema({ from: TEXT, to: TEXT }, ['from', 'to']), undefined],
  ['more that is demanded', schema({ query: TEXT, shelf: TEXT }, ['query', 'shelf']), undefined],
])('%s', (_, given, expected) => {
  test('gives the arguments of a search for “tea”, five results, or none', () => {
    const found = planSearch(given);
    expect('plan' in found ? argumentsOf(found.plan, 'tea', 5) : undefined).toEqual(expected);
  });
});

test('what is given goes along, wins, and makes up for what is demanded', () => {
  const given = schema({ query: TEXT, count: WHOLE, shelf: TEXT }, ['query', 'shelf']);
  expect(planSearch(given)).toEqual({ unfit: 'also demands shelf' });
  const found = planSearch(given, { shelf: 'open', count: 2 });
  expect('plan' in found && argumentsOf(found.plan, 'tea', 5)).toEqual({
    shelf: 'open',
    count: 2,
    query: 'tea',
  });
});

test('says what is missing', () => {
  expect(planSearch(schema({}))).toEqual({ unfit: 'takes no text to search for' });
});

test.each([
  ['brave-search', 'brave_web_search', { query: 'tea', count: 3 }],
  ['tavily', 'tavily_search', { query: 'tea', max_results: 5 }],
])('searches three results with the catalogue’s %s', async (server, name, expected) => {
  const file = new URL(`../../../../catalogue/snapshots/${server}.json`, import.meta.url);
  const { tools } = JSON.parse(await readFile(file, 'utf8')) as {
    tools: { name: string; inputSchema: JsonSchema }[];
  };
  const found = planSearch(tools.find((tool) => tool.name === name)?.inputSchema ?? {});
  expect('plan' in found && argumentsOf(found.plan, 'tea', 3)).toEqual(expected);
});
