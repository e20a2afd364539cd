import type { LintRule } from '../lint-rule.ts';

export const binding: LintRule = {
  code: 'binding',
  severity: 'error',
  says: 'Every binding of a tool resolves to something that runs.',
  check: ({ bindingFaults }) =>
    bindingFaults.map(({ tool, message, hint }) => ({
      place: tool.bindingPlace ?? tool.place,
      message,
      ...(hint === undefined ? {} : { fix: hint }),
    })),
};
