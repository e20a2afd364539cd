import type { LintRule } from '../rule.ts';

export const tooFewAgents: LintRule = {
  code: 'too-few-agents',
  severity: 'warning',
  says: 'A framework of a hierarchical pattern has at least three agents in two layers.',
  check: ({ framework, agents }) =>
    framework.pattern === 'hierarchical_orchestrator' && agents.length < 3
      ? [
          {
            where: 'framework.yaml',
            message: `The pattern ${framework.pattern} has ${agents.length} agents.`,
            fix: 'Add specialists, or choose another pattern.',
          },
        ]
      : [],
};
