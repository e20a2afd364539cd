import type { LintRule } from '../lint-rule.ts';
import { isDistinctive, mentionsOf } from '../text/mentions.ts';

export const leakingDescription: LintRule = {
  code: 'leaking-description',
  severity: 'error',
  says: 'The description names no agent and no tool: queries are written from it and must not leak the solution.',
  check: ({ model, aliases }) => {
    const names = [
      ...model.agents.map((agent) => agent.name),
      ...model.tools.map((tool) => tool.name),
      ...aliases.keys(),
    ].filter((name) => isDistinctive(name) && name !== model.name);
    return model.descriptions.flatMap((description) =>
      mentionsOf(description.text, names).map(({ name }) => ({
        place: description.place,
        message: `The description names ${name}.`,
        fix: 'Say what users can get done, not how.',
      })),
    );
  },
};
