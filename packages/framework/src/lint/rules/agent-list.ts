import type { LintRule } from '../lint-rule.ts';

export const agentList: LintRule = {
  code: 'agent-list',
  severity: 'error',
  kinds: ['bundle'],
  says: 'The table of contents lists exactly the agents that there are, each with its file and its parent.',
  check: ({ model, graph }) => {
    const { listed = [], entry, edges, agents } = model;
    if (entry === undefined || listed.length === 0) return [];
    const key = (name: string, parent: string | null) => JSON.stringify([name, parent]);
    const real = new Map<string, string>([[key(entry.name, null), entry.name]]);
    for (const edge of edges) if (graph.reached.has(edge.from)) real.set(key(edge.to, edge.from), edge.to);
    const written = new Set(listed.map((item) => key(item.name, item.parent)));
    const wrong = listed
      .filter((item) => graph.reached.has(item.name) && !real.has(key(item.name, item.parent)))
      .map((item) => ({
        place: item.place,
        message: `${item.name} is listed ${item.parent === null ? 'as the entry' : `below ${item.parent}`}, where it is not.`,
        fix: `It stands below: ${graph.parents(item.name).join(', ') || 'nobody'}.`,
      }));
    const unlisted = [...real]
      .filter(([place, name]) => !written.has(place) && agents.some((agent) => agent.name === name))
      .map(([place, name]) => ({
        place: { file: model.file, path: 'agents' },
        message: `${name} ${place.endsWith('null]') ? '(the entry)' : `below ${graph.parents(name).join(', ')}`} is not in the list of agents.`,
        fix: 'List every agent with its file and its parent.',
      }));
    const elsewhere = listed
      .filter((item) => agents.some((agent) => agent.name === item.name && graph.reached.has(item.name)))
      .filter((item) => agents.filter((agent) => agent.name === item.name).length > 1)
      .map((item) => ({
        place: item.place,
        message: `${item.name} is listed with the file ${item.file}, and called from another one.`,
        fix: 'Name the same file in both places.',
      }));
    return [...wrong, ...unlisted, ...elsewhere];
  },
};
