import type { Place } from '../../model/place.ts';
import type { LintRule, RuleFinding } from '../lint-rule.ts';
import { sanitised } from '../subject.ts';

const FORM = /^[A-Za-z0-9_-]{1,64}$/;

export const nameForm: LintRule = {
  code: 'name-form',
  severity: 'warning',
  says: 'Names of agents and tools have 1 to 64 letters, digits, "_" or "-", as every model server takes them.',
  check: ({ model }) => {
    const odd = (what: string, items: readonly { name: string; place: Place }[]): RuleFinding[] =>
      items
        .filter(({ name }) => name !== '' && !FORM.test(name))
        .map(({ name, place }) => ({
          place,
          message: `The name "${name}" of the ${what} will be changed to "${sanitised(name).slice(0, 64)}".`,
          fix: 'Use 1 to 64 letters, digits, "_" or "-".',
        }));
    return [...odd('agent', model.agents), ...odd('tool', model.tools)];
  },
};
