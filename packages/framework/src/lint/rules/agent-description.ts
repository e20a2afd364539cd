import type { LintRule } from '../lint-rule.ts';

export const agentDescription: LintRule = {
  code: 'agent-description',
  severity: 'warning',
  says: 'Every sub-agent has a description: it is all that its caller is told of it.',
  check: ({ model, graph }) =>
    model.agents
      .filter((agent) => agent.description.trim() === '' && graph.parents(agent.name).length > 0)
      .map((agent) => ({
        place: agent.place,
        message: `${agent.name} has no description.`,
        fix: 'Say in one sentence what it can be asked for.',
      })),
};
