import { didYouMean } from '@nex/agent-config';
import type { LintRule } from '../lint-rule.ts';

export const metaSkills: LintRule = {
  code: 'meta-skills',
  severity: 'error',
  kinds: ['bundle'],
  says: 'Every action of a meta-skill is done by a tool or a sub-agent that the agent has.',
  check: ({ model, capabilities }) =>
    model.agents.flatMap((agent) => {
      const owned = capabilities(agent);
      return agent.metaSkills.flatMap((skill) => [
        ...(skill.actions.length > 0
          ? []
          : [
              {
                place: skill.place,
                severity: 'warning' as const,
                message: `The meta-skill "${skill.name}" of ${agent.name} has no actions.`,
                fix: 'Say what it is made of, or remove it.',
              },
            ]),
        ...skill.actions.flatMap(({ does, by }) => {
          const name = 'tool' in by ? by.tool : by.agent;
          const isThere = 'tool' in by ? owned.has(name) && !owned.agents.has(name) : owned.agents.has(name);
          if (isThere) return [];
          return [
            {
              place: skill.place,
              message: `"${does}" of ${agent.name} is to be done by ${name}, which the agent does not have.`,
              fix: didYouMean(name, 'tool' in by ? owned.tools : owned.agents),
            },
          ];
        }),
      ]);
    }),
};
