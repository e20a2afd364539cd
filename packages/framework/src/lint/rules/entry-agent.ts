import type { LintRule } from '../lint-rule.ts';

export const entryAgent: LintRule = {
  code: 'entry-agent',
  severity: 'error',
  says: 'There is an entry agent, and nobody calls it.',
  check: ({ model, graph }) => {
    const { entry, file } = model;
    if (entry === undefined) {
      if (model.faults.some((fault) => fault.severity === 'error' && fault.place.file === file)) return [];
      return [
        { place: { file }, message: 'No entry agent is named.', fix: 'Name the agent that gets the query.' },
      ];
    }
    if (!graph.names.includes(entry.name)) {
      return [
        {
          place: entry.place,
          message: `The entry agent ${entry.name} is not among the agents.`,
          fix: `Name one of: ${graph.names.join(', ')}.`,
        },
      ];
    }
    return graph.parents(entry.name).map((parent) => ({
      place: model.edges.find((edge) => edge.from === parent && edge.to === entry.name)?.place ?? entry.place,
      message: `${parent} calls the entry agent ${entry.name}.`,
      fix: 'Let the query enter at the top.',
    }));
  },
};
