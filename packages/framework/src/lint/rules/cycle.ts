import type { LintRule } from '../lint-rule.ts';

export const cycle: LintRule = {
  code: 'cycle',
  severity: 'error',
  says: 'No agent calls itself, directly or through others.',
  check: ({ model, graph }) =>
    graph.cycles.map((names) => {
      const [first] = names;
      const closing = model.edges.find((edge) => edge.from === names.at(-1) && edge.to === first);
      return {
        place: closing?.place ?? { file: model.file },
        message: `The agents call one another in a circle: ${[...names, first].join(' → ')}.`,
        fix: 'Take out one of the calls.',
      };
    }),
};
