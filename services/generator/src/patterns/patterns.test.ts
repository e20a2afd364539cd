/** What every pattern of the table keeps. */
import { CreateFramework, PATTERN_NAMES, type Phase } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { designLimits } from './design-limits.ts';
import { PATTERN_LIST, PATTERNS } from './index.ts';
import type { PatternAgent, PatternPlan } from './pattern.ts';

/** A tree of the pattern's default shape, with a phase for each agent right below the entry. */
function plan(levels: readonly number[], withPhases: boolean): PatternPlan {
  const agents: PatternAgent[] = [];
  let above: string[] = [];
  for (const [level, count] of levels.entries()) {
    const own = Array.from({ length: count }, (_, at) => `a${level}-${at}`);
    for (const [at, name] of own.entries()) {
      const parent =
        level === 0 ? null : (above[Math.floor((at * above.length) / Math.max(count, above.length))] ?? null);
      agents.push({ name, parent });
    }
    above = own;
  }
  const first = agents.filter((agent) => agent.parent === 'a0-0').map((agent) => agent.name);
  const phases: Phase[] = withPhases ? first.map((name) => ({ name: `Phase ${name}`, agents: [name] })) : [];
  return { agents, phases };
}

test('the table has every pattern of the contract', () => {
  expect(Object.keys(PATTERNS).toSorted()).toEqual([...PATTERN_NAMES].toSorted());
  for (const [name, pattern] of Object.entries(PATTERNS)) expect(pattern.name).toBe(name);
});

describe.each(PATTERN_LIST)('$name', (pattern) => {
  const { agents, depth } = pattern;

  test('every size within its limits has a shape without faults', () => {
    for (let levels = depth.least; levels <= depth.most; levels += 1) {
      const least = agents.least + levels - depth.least;
      for (let count = least; count <= agents.most; count += 1) {
        const shape = pattern.levels(count, levels);
        expect(shape.reduce((sum, one) => sum + one, 0)).toBe(count);
        expect(shape).toHaveLength(levels + 1);
        expect(pattern.faults(plan(shape, pattern.phases !== 'none'))).toEqual([]);
      }
    }
  });

  test('its limits are those of a request that pins nothing, and a request beyond them has none', () => {
    const request = CreateFramework.parse({ sentence: 'A team.' });
    const limits = designLimits(request, pattern);
    expect(limits?.agents.least).toBeGreaterThanOrEqual(agents.least);
    expect(limits?.agents.most).toBeLessThanOrEqual(agents.most);
    expect(designLimits({ ...request, maxAgents: agents.least - 1 }, pattern)).toBeUndefined();
    expect(designLimits({ ...request, maxDepth: depth.least - 1 }, pattern)).toBeUndefined();
  });

  test('the entry’s conduct names every agent that it calls, in both languages', () => {
    const shown = plan(pattern.levels(agents.least, depth.least), pattern.phases !== 'none');
    const names = shown.agents.filter((agent) => agent.parent === 'a0-0').map((agent) => agent.name);
    for (const language of ['en', 'zh'] as const) {
      const text = pattern.conduct(shown, language);
      for (const name of names) expect(text).toContain(`\`${name}\``);
      if (language === 'zh' && names.length > 0) expect(text).toMatch(/\p{Script=Han}/u);
      if (language === 'en') expect(text).not.toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('phases', () => {
  const shape = plan([1, 3], true);
  const broken: [string, Phase[], string][] = [
    ['an agent without a phase', shape.phases.slice(1), 'works in no phase'],
    ['an agent in two', [...shape.phases, { name: 'Again', agents: ['a1-0'] }], 'more than one phase'],
    ['one phase alone', [{ name: 'All', agents: ['a1-0', 'a1-1', 'a1-2'] }], 'at least 2 phases'],
    [
      'an agent that is not below the entry',
      [...shape.phases, { name: 'X', agents: ['a9'] }],
      'not right below',
    ],
    [
      'a condition on what comes later',
      shape.phases.map((phase, at) =>
        at === 0 ? { ...phase, when: { agent: 'a1-2', field: 'x', is: 'present' as const } } : phase,
      ),
      'no earlier phase',
    ],
  ];
  test.each(broken)('%s is a fault', (_name, phases, message) => {
    expect(PATTERNS.phased_pipeline.faults({ ...shape, phases }).join()).toContain(message);
  });

  test('a fixed workflow has no conditions, and a pipeline says them', () => {
    const when = { agent: 'a1-0', field: 'risk', is: 'above' as const, value: 3 };
    const phases = shape.phases.map((phase, at) => (at === 2 ? { ...phase, when } : phase));
    expect(PATTERNS.fixed_workflow.faults({ ...shape, phases }).join()).toContain('must have no condition');
    expect(PATTERNS.phased_pipeline.faults({ ...shape, phases })).toEqual([]);
    expect(PATTERNS.phased_pipeline.conduct({ ...shape, phases }, 'en')).toContain(
      'Only when `risk` in the answer of `a1-0` is above 3',
    );
    expect(PATTERNS.phased_pipeline.conduct({ ...shape, phases }, 'zh')).toContain(
      '`a1-0`的答复里的`risk`大于3',
    );
  });
});
