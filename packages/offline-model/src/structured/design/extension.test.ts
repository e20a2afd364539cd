import { expect, it } from 'vitest';
import { catalogue } from '../../__fixtures__/chat.ts';
import { answerStructured } from '../index.ts';

const existing = [
  { name: 'bakery-coordinator', role: 'Leads', description: 'Leads.', parent: null, servers: [] },
  {
    name: 'bakery-calculator',
    role: 'Counts',
    description: 'Counts.',
    parent: 'bakery-coordinator',
    servers: ['calc'],
  },
];
const ask = (least: number) => {
  const input = {
    sentence: 'Also keep a list of tasks and write files.',
    interpretation: {
      title: 'Tasks',
      description: 'Tasks.',
      goals: ['keep tasks'],
      domain: 'shop',
      users: [],
      name: 'tasks',
    },
    language: 'en',
    existing,
    callers: ['bakery-coordinator'],
    limits: { min_agents: least, max_agents: 12 },
    catalogue: catalogue(),
  };
  const answer = answerStructured('agent_extension', {}, JSON.stringify(input), 7);
  return (answer as { agents: { name: string; parent: string; servers: string[] }[] }).agents;
};

it('new agents work with what nobody works with yet, below the one that hands out work', () => {
  const agents = ask(1);
  expect(agents.length).toBeGreaterThan(0);
  for (const { name, parent, servers } of agents) {
    expect(name).toMatch(/^bakery-/);
    expect(parent).toBe('bakery-coordinator');
    expect(servers).not.toContain('calc');
  }
});

it('there are as many as are needed at the least, each with a name of its own', () => {
  const names = ask(6).map(({ name }) => name);
  expect(names).toHaveLength(6);
  expect(new Set([...names, ...existing.map(({ name }) => name)]).size).toBe(8);
});
