import type { LintRule } from '../lint-rule.ts';

export const unusedAgent: LintRule = {
  code: 'unused-agent',
  severity: 'warning',
  kinds: ['bundle'],
  says: 'Every agent file is in the table of contents or called by an agent.',
  check: ({ model }) =>
    model.strays
      .filter((stray) => stray.kind === 'agent')
      .map(({ name, place }) => ({
        place,
        message: `Nothing names the agent ${name}.`,
        fix: 'Let an agent call it, or remove the file.',
      })),
};
