/** Sixty sentences over many domains and both languages: whatever is released has no lint error and loads. */
import { bundleSource, loadFramework } from '@nex/agent-config';
import { leafPaths, PATTERN_NAMES, ProblemTypeFile } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGenerator } from '../test/in-process.ts';
import { SENTENCES } from '../test/sentences.ts';
import { depthOf } from './design/tree-faults.ts';

let generate: Awaited<ReturnType<typeof openGenerator>>;
const grid: string[][] = [];
const seen = new Map<string, string>();

beforeAll(async () => {
  generate = await openGenerator();
});

afterAll(() => {
  process.stdout.write(`${grid.map((cells) => cells.join(' | ')).join('\n')}\n`);
});

test('there are 60 over at least 20 domains, and every pattern', () => {
  expect(SENTENCES).toHaveLength(60);
  expect(new Set(SENTENCES.map(({ domain }) => domain)).size).toBeGreaterThanOrEqual(20);
  expect(new Set(SENTENCES.map(({ pattern }) => pattern))).toEqual(new Set(PATTERN_NAMES));
});

describe('each is released', () => {
  test.each(SENTENCES)('$domain: $sentence', async ({ domain, sentence, pattern }) => {
    const { draft } = await generate({ sentence, personas: 40, minLeaves: 24 });
    expect(draft.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    expect(draft.pattern).toBe(pattern);
    const { framework } = await loadFramework(bundleSource(draft.files), { environment: {} });
    const isChinese = /\p{Script=Han}/u.test(sentence);
    expect(framework.language).toBe(isChinese ? 'zh' : 'en');
    const { agents } = draft.design;
    for (const agent of agents) {
      const text = `${agent.role} ${agent.description}`;
      if (isChinese) expect(text).toMatch(/\p{Script=Han}/u);
      else expect(text).not.toMatch(/\p{Script=Han}/u);
    }
    expect(framework.contracts).toHaveLength(agents.length - 1);
    const tree = draft.files.find((file) => file.path === 'problem_types.json')?.content ?? '';
    expect(leafPaths(ProblemTypeFile.parse(JSON.parse(tree)).tree).length).toBeGreaterThanOrEqual(24);
    const depth = Math.max(...agents.map((agent) => depthOf(agent, agents) ?? 0));
    const servers = [...new Set(agents.flatMap((agent) => agent.tools.map((tool) => tool.server)))].sort();
    grid.push([
      domain,
      `${agents.length} nodes`,
      `depth ${depth}`,
      draft.pattern,
      [...servers, ...(draft.design.synthesised.length > 0 ? ['synthesised'] : [])].join(' '),
    ]);
    // Frameworks differ with the sentence.
    const shape = JSON.stringify([
      framework.title,
      agents.map((agent) => [agent.role, agent.tools.map((tool) => tool.alias)]),
    ]);
    expect(seen.get(shape)).toBeUndefined();
    seen.set(shape, sentence);
  });
});
