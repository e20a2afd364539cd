import type { FrameworkRepair } from '@nex/core';
import { expect, test } from 'vitest';
import { openGenerator } from '../../test/in-process.ts';
import { baselineFiles } from '../bundle/baseline-plan.ts';
import { lintBundle } from '../lint/lint-bundle.ts';
import type { Faults } from './draft.ts';
import { faultsToMend } from './prove.ts';
import { planOf } from './stages.ts';

const repair = (agent: string, level: FrameworkRepair['level']): FrameworkRepair => ({
  round: 1,
  agent,
  level,
  because: `${agent} is wrong`,
  cases: [`${agent}/1`],
});

test.each<[string, FrameworkRepair[], Faults]>([
  [
    'agents alone',
    [repair('a', 'node'), repair('b', 'node')],
    { nodes: { a: ['a is wrong'], b: ['b is wrong'] } },
  ],
  ['what one was given', [repair('a', 'node'), repair('b', 'given')], { given: { b: ['b is wrong'] } }],
  [
    'the structure before all',
    [repair('a', 'given'), repair('b', 'structure')],
    { structure: ['b: b is wrong'] },
  ],
])('a repair begins at the highest level: %s', (_, repairs, faults) => {
  expect(faultsToMend(repairs)).toEqual(faults);
});

test.each([
  'A team for a bakery that plans orders and works out prices.',
  '为一家诊所提供健康咨询，记住患者情况。',
])('the baseline of %s is one agent with every tool, and loads', async (sentence) => {
  const generate = await openGenerator();
  const { draft, at } = await generate({ sentence, personas: 5, minLeaves: 12 });
  const { files, agent } = baselineFiles(planOf(draft, at));
  const tools = new Set(draft.design.agents.flatMap((one) => one.tools.map((tool) => tool.alias)));
  expect(new Set(agent.tools.map((tool) => tool.alias))).toEqual(tools);
  expect(agent.assertions.map((one) => one.kind)).toContain('calls');
  expect(agent.assertions.map((one) => one.kind)).not.toContain('order');
  const findings = await lintBundle(files, at.context.catalogue);
  expect(
    findings.filter((one) => ['schema', 'bundle', 'unknown-server', 'unknown-tool'].includes(one.rule)),
  ).toEqual([]);
});
