import type { MetaSkill } from '@nex/core';
import { describe, expect, test } from 'vitest';
import type { DesignedAgent } from '../design/design.ts';
import { tellAbilities } from './tell-abilities.ts';

const skill = (...does: string[]): MetaSkill => ({
  name: 'work',
  description: '',
  actions: does.map((one) => ({ does: one, by: { tool: one } })),
});
const agent = (name: string, parent: string | null, description: string, ...skills: MetaSkill[]) =>
  ({ name, parent, description, meta_skills: skills }) as DesignedAgent;

const LEAD = agent('lead', null, 'Leads.', {
  name: 'delegation',
  description: '',
  actions: [{ does: 'count', by: { agent: 'clerk' } }],
});
const CLERK = agent('clerk', 'lead', 'Counts.', skill('Convert between units: length, weight', 'DNS lookup'));

describe('what agents can do', () => {
  test('stands in their descriptions, and in those of the agents above them', () => {
    const told = tellAbilities([LEAD, CLERK], 'en', () => true);
    expect(told.map(({ description }) => description)).toEqual([
      'Leads. Can do: convert between units, DNS lookup.',
      'Counts. Can do: convert between units, DNS lookup.',
    ]);
    expect(tellAbilities(told, 'en', () => true)).toEqual(told);
  });

  test('is not told of those whose description is not to change', () => {
    const told = tellAbilities([LEAD, CLERK], 'en', ({ name }) => name === 'clerk');
    expect(told[0]).toBe(LEAD);
    expect(told[1]?.description).toBe('Counts. Can do: convert between units, DNS lookup.');
  });

  test('is told in Chinese, and in part where it is much', () => {
    const many = agent('一', null, '计算。', skill(...Array.from({ length: 12 }, (_, at) => `第${at}项`)));
    const [told] = tellAbilities([many], 'zh', () => true);
    expect(told?.description).toBe('计算。能做：第0项、第1项、第2项、第3项、第4项、第5项、第6项、第7项。');
  });

  test('is nothing for an agent without tools', () => {
    const idle = agent('idle', null, 'Waits.');
    expect(tellAbilities([idle], 'en', () => true)).toEqual([idle]);
  });
});
