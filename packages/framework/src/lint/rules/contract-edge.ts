import { type LintRule, type RuleFinding } from '../lint-rule.ts';

export const contractEdge: LintRule = {
  code: 'contract-edge',
  severity: 'error',
  kinds: ['bundle'],
  says: 'Every edge has a contract, and every contract an edge.',
  check: ({ model }) => {
    const key = (from: string, to: string) => JSON.stringify([from, to]);
    const edges = new Set(model.edges.map((edge) => key(edge.from, edge.to)));
    const contracts = new Set(model.contracts.map((item) => key(item.from, item.to)));
    const idle = model.contracts
      .filter((item) => !edges.has(key(item.from, item.to)))
      .map(
        ({ from, to, place }): RuleFinding => ({
          place,
          message: `There is a contract for ${from} → ${to}, but ${from} does not call ${to}.`,
          fix: 'Correct the names, or remove the contract.',
        }),
      );
    if (!model.hasContracts) {
      if (model.edges.length === 0 || model.faults.some((fault) => fault.place.file === model.file))
        return idle;
      return [
        {
          place: { file: model.file },
          severity: 'warning',
          message: `None of the ${model.edges.length} edges has a contract.`,
          fix: 'Say under contracts what is handed over and what comes back.',
        },
      ];
    }
    const bare = model.edges
      .filter((edge) => !contracts.has(key(edge.from, edge.to)))
      .map(
        ({ from, to, place }): RuleFinding => ({
          place,
          message: `The edge ${from} → ${to} has no contract.`,
          fix: 'Add one under contracts in framework.yaml.',
        }),
      );
    return [...idle, ...bare];
  },
};
