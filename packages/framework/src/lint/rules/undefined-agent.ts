import { didYouMean } from '@nex/agent-config';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const undefinedAgent: LintRule = {
  code: 'undefined-agent',
  severity: 'error',
  says: 'Every agent that an edge or the graph names is defined.',
  check: ({ model, graph }) => {
    const known = new Set(graph.names);
    // A path that leads nowhere is told by `missing-file`; here is what names an agent.
    const gone = new Set(
      model.faults.filter((fault) => fault.rule === 'missing-file').map((fault) => fault.place.line),
    );
    const unknown = (name: string, place: RuleFinding['place'], what: string): RuleFinding[] =>
      known.has(name)
        ? []
        : [
            {
              place,
              message: `${what} names the agent ${name}, which is not defined.`,
              fix: didYouMean(name, known),
            },
          ];
    return [
      ...model.edges.flatMap(({ from, to, place }) =>
        model.kind === 'bundle' && gone.has(place.line)
          ? []
          : [...unknown(from, place, 'An edge'), ...unknown(to, place, 'An edge')],
      ),
      ...(model.nodes ?? [])
        .filter((node) => node.type === 'agent')
        .flatMap((node) => unknown(node.id, node.place, 'A node')),
      ...(model.nodes === undefined ? [] : missingNodes(model.nodes, model.agents)),
    ];
  },
};

function missingNodes(
  nodes: readonly { id: string }[],
  agents: readonly { name: string; place: RuleFinding['place'] }[],
): RuleFinding[] {
  const ids = new Set(nodes.map((node) => node.id));
  return agents
    .filter((agent) => !ids.has(agent.name))
    .map(({ name, place }) => ({
      place,
      severity: 'warning',
      message: `The agent ${name} is not a node of the workflow.`,
      fix: 'Add it to workflow.nodes.',
    }));
}
