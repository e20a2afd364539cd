import { expect, it } from 'vitest';
import { subAgentsOf } from './sub-agents.ts';
import { withEnglish } from './zh-works.ts';

const tool = {
  name: 'call_agent',
  description:
    'Agents:\n- sums: 数字计算。可以做这些事：换算长度、重量、容积等单位。\n- notes: 文件与记录。可以做这些事：把内容写入文件。',
  parameters: {
    type: 'object',
    properties: { agent: { type: 'string', enum: ['sums', 'notes'] }, message: { type: 'string' } },
  },
} as const;

it('agents that are described in Chinese are found by English requests', () => {
  const [sums, notes] = subAgentsOf(tool as never);
  expect(sums?.description).toContain('Convert between units');
  expect(notes?.description).toContain('Create a new file');
});

it('what is not Chinese stays as it is', () => {
  expect(withEnglish('Keeps files.')).toBe('Keeps files.');
});
