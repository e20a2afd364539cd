import { didYouMean } from '@nex/agent-config';
import { isJsonObject } from '@nex/core';
import type { FrameworkModel } from '../../model/model.ts';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const contractSource: LintRule = {
  code: 'contract-source',
  severity: 'error',
  kinds: ['bundle'],
  says: 'Every required input of a contract has a source, and the source gives it: before it is needed, and not in a circle.',
  check: ({ model, graph }) => [
    ...model.contracts.flatMap((contract) => {
      const inputs = keysOf(contract.input);
      const fault = (message: string, fix: string, severity?: 'warning'): RuleFinding => ({
        place: contract.place,
        message,
        fix,
        ...(severity ? { severity } : {}),
      });
      const edge = `${contract.from} → ${contract.to}`;
      const bare = requiredOf(contract.input)
        .filter((name) => contract.sources[name] === undefined)
        .map((name) =>
          fault(
            `No source gives the input "${name}" of ${edge}.`,
            'Name under sources where it comes from: request, or an agent.',
            'warning',
          ),
        );
      const wrong = Object.entries(contract.sources).flatMap(([name, source]): RuleFinding[] => {
        if (inputs.length > 0 && !inputs.includes(name)) {
          return [
            fault(
              `${edge} has a source for "${name}", which is none of its inputs.`,
              didYouMean(name, inputs),
            ),
          ];
        }
        if (source === 'request' || source === contract.from) return [];
        if (!graph.names.includes(source)) {
          return [
            fault(
              `The input "${name}" of ${edge} comes from ${source}, which is no agent.`,
              didYouMean(source, graph.names),
            ),
          ];
        }
        if (source === contract.to)
          return [fault(`${source} is to give its own input "${name}".`, 'Name an earlier agent.')];
        if (graph.ancestors(contract.from).has(source)) return [];
        const answers = model.contracts.filter((item) => item.to === source);
        if (answers.some((item) => keysOf(item.output).includes(name))) return [];
        const fix =
          answers.length === 0
            ? `Write a contract for the calls of ${source}.`
            : `${source} answers with: ${answers.flatMap((item) => keysOf(item.output)).join(', ') || 'nothing'}.`;
        return [
          fault(`The input "${name}" of ${edge} comes from ${source}, whose answer does not have it.`, fix),
        ];
      });
      return [...bare, ...wrong];
    }),
    ...outOfOrder(model),
    ...circles(model),
  ],
};

export function keysOf(schema: Record<string, unknown>): string[] {
  return isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
}

function requiredOf(schema: Record<string, unknown>): string[] {
  return Array.isArray(schema['required']) ? schema['required'].map(String) : [];
}

/** A source in a later phase than the agent that needs it. */
function outOfOrder({ contracts, phases }: FrameworkModel): RuleFinding[] {
  const first = new Map<string, number>();
  for (const [index, phase] of phases.entries()) {
    for (const agent of phase.agents) if (!first.has(agent)) first.set(agent, index);
  }
  return contracts.flatMap((contract) =>
    Object.entries(contract.sources).flatMap(([name, source]): RuleFinding[] => {
      const own = first.get(contract.to);
      const other = first.get(source);
      if (own === undefined || other === undefined || other < own || source === contract.to) return [];
      return [
        {
          place: contract.place,
          message: `${contract.to} needs "${name}" from ${source}, which does not work in an earlier phase.`,
          fix: 'Change the order of the phases, or the source.',
        },
      ];
    }),
  );
}

/** Two agents that wait for one another. */
function circles({ contracts }: FrameworkModel): RuleFinding[] {
  const needs = Map.groupBy(contracts, (item) => item.to);
  return contracts.flatMap((contract) =>
    Object.values(contract.sources)
      .filter((source) => source < contract.to)
      .filter((source) =>
        needs.get(source)?.some((item) => Object.values(item.sources).includes(contract.to)),
      )
      .map((source) => ({
        place: contract.place,
        message: `${contract.to} and ${source} each need what the other answers.`,
        fix: 'Let one of them work without the other.',
      })),
  );
}
