import type { LintRule } from '../rule.ts';

export const leakingDescription: LintRule = {
  code: 'leaking-description',
  severity: 'error',
  says: 'The description names no agent and no tool: queries are written from it and must not leak the solution.',
  check: ({ framework, agents, aliases }) => {
    const names = [
      ...agents.map((agent) => agent.name).filter((name) => /[-_]/.test(name)),
      ...aliases.keys(),
    ];
    return names
      .filter((name) => framework.description.includes(name))
      .map((name) => ({
        where: 'framework.yaml: description',
        message: `The description names ${name}.`,
        fix: 'Say what users can get done, not how.',
      }));
  },
};
