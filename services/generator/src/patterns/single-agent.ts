import type { Pattern } from './pattern.ts';

export const singleAgent: Pattern = {
  name: 'single_agent',
  summary:
    'One agent with tools, which thinks, acts and looks at the result in turn. There are no sub-agents.',
  suits: 'one narrow kind of work, or a request for a single assistant',
  agents: { least: 1, most: 1 },
  depth: { least: 0, most: 0 },
  callersHaveTools: true,
  phases: 'none',
  levels: () => [1],
  faults: () => [],
  conduct: () => '',
};
