/** Each rule's defect is planted in a good bundle and found; the good bundle has no finding. */
import { fileURLToPath } from 'node:url';
import type { BundleFile } from '@nex/core';
import { type Catalogue, loadCatalogue } from '@nex/mcp';
import { beforeAll, expect, test } from 'vitest';
import { lintBundle } from './lint-bundle.ts';
import { LINT_RULES } from './rules/index.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await loadCatalogue(fileURLToPath(new URL('../../../../catalogue', import.meta.url)));
});

const agent = (name: string, more: string) =>
  `type: agent\nname: ${name}\ndescription: Does ${name}.\nsystem_prompt: ../prompts/${name}.md\nsystem_prompt_type: file\nllm_config: {}\n${more}`;

const good: Record<string, string> = {
  'framework.yaml': `type: framework
name: shop
title: Shop
description: People get their sums and notes done.
sentence: A shop.
language: en
domain: retail
pattern: hierarchical_orchestrator
entry: agents/shop-lead.yaml
agents:
  - { name: shop-lead, file: agents/shop-lead.yaml, parent: null }
  - { name: sum-clerk, file: agents/sum-clerk.yaml, parent: shop-lead }
  - { name: note-clerk, file: agents/note-clerk.yaml, parent: shop-lead }
provenance: { generator: test/1, model: m, provider: p, offline_model: false, seed: 1, catalogue: c }
`,
  'agents/shop-lead.yaml': agent(
    'shop-lead',
    'sub_agents:\n  - { name: sum-clerk, config_path: ./sum-clerk.yaml }\n  - { name: note-clerk, config_path: ./note-clerk.yaml }\n',
  ),
  'agents/sum-clerk.yaml': agent(
    'sum-clerk',
    'mcp_servers:\n  - { name: calc, type: catalogue, tools: [math] }\n',
  ),
  'agents/note-clerk.yaml': agent(
    'note-clerk',
    'mcp_servers:\n  - { name: filesystem, type: catalogue, tools: [write_file] }\n',
  ),
  'prompts/shop-lead.md': 'You lead. Hand sums to sum-clerk and notes to note-clerk.',
  'prompts/sum-clerk.md': 'You do sums with calc__math.',
  'prompts/note-clerk.md': 'You write notes with filesystem__write_file.',
  'problem_types.json': JSON.stringify({
    framework: 'shop',
    tree: {
      id: 'r',
      en: 'Shop',
      zh: '店',
      children: [{ id: 'a', en: 'Sums', zh: '算', children: [{ id: 'b', en: 'Totals', zh: '总' }] }],
    },
  }),
  'personas.jsonl': '{"persona":"Ann runs a shop.","persona_chinese":"安开店。"}\n',
};

const plant = (path: string, change: (text: string) => string): BundleFile[] =>
  Object.entries({ ...good, [path]: change(good[path] ?? '') }).map(([name, content]) => ({
    path: name,
    content,
  }));

test('a good bundle has no finding', async () => {
  expect(
    await lintBundle(
      plant('framework.yaml', (text) => text),
      catalogue,
    ),
  ).toEqual([]);
});

const DEFECTS: [rule: string, path: string, change: (text: string) => string, where: string][] = [
  ['schema', 'agents/sum-clerk.yaml', (text) => `${text}colour: red\n`, 'agents/sum-clerk.yaml'],
  ['schema', 'agents/sum-clerk.yaml', (text) => `${text}  - [`, 'agents/sum-clerk.yaml'],
  [
    'bundle',
    'agents/shop-lead.yaml',
    (text) => text.replace('./sum-clerk.yaml', './gone.yaml'),
    'agents/shop-lead.yaml',
  ],
  ['bundle', 'agents/shop-lead.yaml', (text) => text.replace(/ {2}- \{ name: sum.*\n/, ''), 'framework.yaml'],
  [
    'unknown-server',
    'agents/sum-clerk.yaml',
    (text) => text.replace('calc', 'abacus'),
    'agents/sum-clerk.yaml',
  ],
  [
    'unknown-tool',
    'agents/sum-clerk.yaml',
    (text) => text.replace('[math]', '[maths]'),
    'agents/sum-clerk.yaml',
  ],
  [
    'idle-leaf',
    'agents/sum-clerk.yaml',
    (text) => text.replace(/mcp_servers[\s\S]*/, ''),
    'agents/sum-clerk.yaml',
  ],
  [
    'prompt-names-missing',
    'prompts/sum-clerk.md',
    (text) => `${text} Or time__current_time.`,
    'prompts/sum-clerk.md',
  ],
  [
    'prompt-names-missing',
    'prompts/sum-clerk.md',
    (text) => `${text} Ask note-clerk.`,
    'prompts/sum-clerk.md',
  ],
  [
    'leaking-description',
    'framework.yaml',
    (text) => text.replace('People get', 'The sum-clerk gets'),
    'framework.yaml',
  ],
  ['problem-tree', 'problem_types.json', () => '{}', 'problem_types.json'],
  [
    'problem-tree',
    'problem_types.json',
    (text) => text.replace('"id":"b"', '"id":"a"'),
    'problem_types.json',
  ],
  ['personas', 'personas.jsonl', () => '', 'personas.jsonl'],
  ['personas', 'personas.jsonl', (text) => text + text, 'personas.jsonl'],
  [
    'duplicate-tool',
    'agents/note-clerk.yaml',
    (text) => text.replace('filesystem', 'calc').replace('write_file', 'math'),
    'agents/note-clerk.yaml',
  ],
];

test.each(DEFECTS)('%s in %s is found', async (rule, path, change, where) => {
  const findings = await lintBundle(plant(path, change), catalogue);
  expect(findings.map((finding) => finding.rule)).toContain(rule);
  const finding = findings.find((item) => item.rule === rule);
  expect(finding?.where).toContain(where);
  expect(finding?.message).not.toBe('');
});

test('every rule of the table has a planted defect', () => {
  const planted = new Set(DEFECTS.map(([rule]) => rule));
  const missing = LINT_RULES.map((rule) => rule.code).filter((code) => !planted.has(code));
  expect(missing).toEqual(['too-few-agents']);
});

test('two agents are too few for a hierarchy', async () => {
  const files = plant('framework.yaml', (text) => text.replace(/ {2}- \{ name: note.*\n/, '')).map((file) =>
    file.path === 'agents/shop-lead.yaml'
      ? { ...file, content: file.content.replace(/ {2}- \{ name: note.*\n/, '') }
      : file.path === 'prompts/shop-lead.md'
        ? { ...file, content: 'You lead.' }
        : file,
  );
  expect((await lintBundle(files, catalogue)).map((finding) => finding.rule)).toEqual(['too-few-agents']);
});
