import type { LintRule } from '../lint-rule.ts';

export const unsetEnvironment: LintRule = {
  code: 'unset-environment',
  severity: 'warning',
  kinds: ['bundle'],
  says: 'Every variable of the environment that a file needs is set.',
  check: ({ model, options }) =>
    options.environment === undefined
      ? []
      : model.environment
          .filter(({ name }) => !options.environment?.has(name))
          .map(({ name, place }) => ({
            place,
            message: `The environment variable ${name} is not set here.`,
            fix: `Set ${name} where the agents run.`,
          })),
};
