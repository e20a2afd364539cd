import { didYouMean } from '@nex/agent-config';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const llmConfig: LintRule = {
  code: 'llm-config',
  severity: 'error',
  kinds: ['reference'],
  says: 'Every model configuration that an agent names is defined, and every one defined is named.',
  check: ({ model }) => {
    const known = new Set(model.llmConfigs.map((config) => config.name));
    const used = new Set(model.agents.map((agent) => agent.llm?.name));
    return [
      ...model.agents.flatMap((agent): RuleFinding[] =>
        agent.llm === undefined || known.has(agent.llm.name)
          ? []
          : [
              {
                place: agent.llm.place,
                message: `${agent.name} names the model configuration ${agent.llm.name}, which is not defined.`,
                fix: didYouMean(agent.llm.name, known),
              },
            ],
      ),
      ...model.llmConfigs
        .filter((config) => !used.has(config.name))
        .map(
          ({ name, place }): RuleFinding => ({
            place,
            severity: 'warning',
            message: `No agent uses the model configuration ${name}.`,
            fix: 'Remove it.',
          }),
        ),
    ];
  },
};
