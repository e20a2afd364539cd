/** A framework as the generator would give it: a tree of problem types, personas, agents and capabilities. */
import type { ProblemType } from '@nex/core';
import { digestJson } from '@nex/core/digest';

export const FRAMEWORK_ID = 'fw_test';
export const SENTENCE = 'Agents that plan a garden and keep its diary.';

export function tree(branches: number, leaves: number): ProblemType {
  return {
    id: 'root',
    en: 'gardening',
    zh: '园艺',
    children: Array.from({ length: branches }, (_, branch) => ({
      id: `b${branch}`,
      en: `branch ${branch}`,
      zh: `分支${branch}`,
      children: Array.from({ length: leaves }, (_, leaf) => ({
        id: `b${branch}_l${leaf}`,
        en: `leaf ${branch} ${leaf}`,
        zh: `叶${branch}${leaf}`,
      })),
    })),
  };
}

const YAML = `type: framework
name: garden_planner
title: Garden planner
description: Plans beds and keeps a diary of what grows where.
sentence: ${SENTENCE}
language: en
domain: gardening
pattern: supervisor
entry: agents/garden_lead.yaml
agents:
  - { name: garden_lead, file: agents/garden_lead.yaml, parent: null }
  - { name: diary_keeper, file: agents/diary_keeper.yaml, parent: garden_lead }
provenance:
  { generator: test, model: test-1, provider: test, offline_model: true, seed: 7, catalogue: "sha256:0" }
`;

export function frameworkFiles(): { path: string; content: string }[] {
  const personas = Array.from({ length: 12 }, (_, n) => ({
    persona: `Gardener number ${n} who grows vegetables on a balcony of ${n + 2} square metres.`,
    persona_chinese: `第${n}位园丁，在阳台上种菜。`,
  }));
  return [
    { path: 'framework.yaml', content: YAML },
    {
      path: 'problem_types.json',
      content: JSON.stringify({ framework: 'garden_planner', tree: tree(4, 5) }),
    },
    { path: 'personas.jsonl', content: personas.map((persona) => JSON.stringify(persona)).join('\n') },
    {
      path: 'capabilities.json',
      content: JSON.stringify({
        capabilities: [
          { server: 'diary', tool: 'write_entry', description: 'Writes an entry. Keeps the date.' },
        ],
      }),
    },
    {
      path: 'agents/garden_lead.yaml',
      content: 'type: agent\nname: garden_lead\ntools: [{ name: write_todos }]\n',
    },
    {
      path: 'agents/diary_keeper.yaml',
      content: 'name: diary_keeper\nmcp_servers: [{ type: catalogue, name: diary, tools: [write_entry] }]\n',
    },
  ];
}

export function digestOf(files: readonly { path: string; content: string }[]): string {
  return digestJson(files.map(({ path, content }) => [path, content]));
}
