import { expect, test } from 'vitest';
import { GOOD_BUNDLES } from '../fixtures/good-bundles.fixture.ts';
import { readFramework } from '../read/read-framework.ts';
import { diffFrameworks } from './diff-frameworks.ts';
import { diffText } from './diff-text.ts';
import { diffLines } from './line-diff.ts';

const shop = GOOD_BUNDLES['hierarchical_orchestrator'] ?? [];
const changed = (path: string, search: string | RegExp, replacement: string) =>
  shop.map((file) =>
    file.path === path ? { path, content: file.content.replace(search, replacement) } : file,
  );
const diff = (files: typeof shop) => diffFrameworks(readFramework(shop), readFramework(files));

test('a framework is the same as itself, in any order of files', () => {
  expect(diff(shop.toReversed()).same).toBe(true);
  expect(diffText(diff(shop))).toEqual(['The frameworks are the same.']);
});

test('a changed prompt is told line by line', () => {
  const found = diff(changed('prompts/shop-lead.md', '12 files', '9 files'));
  expect(found.same).toBe(false);
  expect(found.agents.changed.map((agent) => agent.name)).toEqual(['shop-lead']);
  expect(diffText(found)).toContain(
    '  + Give them at most 3 tools worth of work in a turn. Never change more than 9 files.',
  );
});

test('agents, tools, edges, contracts and seeds', () => {
  expect(diff(changed('agents/shop-lead.yaml', / {2}- name: note-clerk\n.*\n/, '')).edges.removed).toEqual([
    'shop-lead → note-clerk',
  ]);
  expect(diff(changed('agents/sum-clerk.yaml', '- math', '- hash')).agents.changed[0]?.tools).toEqual({
    added: ['calc/hash'],
    removed: ['calc/math'],
  });
  expect(diff(changed('tools/net_margin.yaml', 'What is paid', 'What one pays')).tools.changed).toEqual([
    'net_margin',
  ]);
  expect(diff(changed('framework.yaml', 'total: sum-clerk', 'total: request')).contracts.changed).toEqual([
    'shop-lead → price-clerk',
  ]);
  const seeds = diff(changed('personas.jsonl', /.*\n/, '')).seeds.personas;
  expect(seeds).toEqual({ before: 3, after: 2, added: 0, removed: 1 });
  expect(diff(changed('problem_types.json', '"tax"', '"duty"')).seeds.problemTypes).toMatchObject({
    added: ['duty'],
    removed: ['tax'],
  });
});

test('lines that are the same are left out, but for those around a change', () => {
  const lines = (text: string) => text.split('').join('\n');
  expect(diffLines(lines('abcdefg'), lines('abcxefg')).map(({ sign, text }) => sign + text)).toEqual([
    ' c',
    '-d',
    '+x',
    ' e',
    ' …',
  ]);
  expect(diffLines('a\nb', 'a\nb')).toEqual([]);
});
