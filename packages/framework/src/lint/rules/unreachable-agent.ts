import type { LintRule } from '../lint-rule.ts';

export const unreachableAgent: LintRule = {
  code: 'unreachable-agent',
  severity: 'error',
  says: 'Every agent is reached from the entry agent.',
  check: ({ model, graph }) =>
    graph.reached.size === 0
      ? []
      : model.agents
          .filter((agent) => !graph.reached.has(agent.name))
          .map((agent) => ({
            place: model.listed?.find((item) => item.name === agent.name)?.place ?? agent.place,
            message: `No way leads from ${model.entry?.name} to ${agent.name}.`,
            fix: `Let an agent call ${agent.name}, or remove it.`,
          })),
};
