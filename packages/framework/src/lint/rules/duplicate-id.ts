import type { Place } from '../../model/place.ts';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const duplicateId: LintRule = {
  code: 'duplicate-id',
  severity: 'error',
  says: 'Ids are unique: of agents, tools, servers, model configurations, contracts, phases and nodes of the problem tree.',
  check: ({ model }) => {
    // In a bundle an agent may stand in the list once for each parent.
    const agents =
      model.listed?.map((item) => ({ ...item, name: `${item.name}`, key: `${item.name} ${item.parent}` })) ??
      model.agents;
    return [
      ...doubled('agent', agents),
      ...(model.kind === 'reference' ? doubled('tool', model.tools) : []),
      ...model.agents.flatMap((agent) => [
        ...doubled(`tool of ${agent.name}`, agent.tools),
        ...doubled(`server of ${agent.name}`, agent.servers),
        ...doubled(
          `sub-agent of ${agent.name}`,
          model.edges
            .filter((edge) => edge.from === agent.name)
            .map(({ to, place }) => ({ name: to, place })),
        ),
      ]),
      ...doubled('server', model.servers),
      ...doubled('model configuration', model.llmConfigs),
      ...doubled(
        'contract',
        model.contracts.map(({ from, to, place }) => ({ name: `${from} → ${to}`, place })),
      ),
      ...doubled('phase', model.phases),
      ...doubled('synthesised tool', model.synthesised),
      ...doubled(
        'problem type',
        model.treeNodes.map((item) => ({
          name: item.node.id,
          get place() {
            return item.place;
          },
        })),
      ),
    ];
  },
};

function doubled(
  what: string,
  items: readonly { name: string; place: Place; key?: string }[],
): RuleFinding[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const key = item.key ?? item.name;
    if (key === '' || !seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      {
        place: item.place,
        message: `There are two entries for the ${what} "${item.name}".`,
        fix: 'Give each its own id, or remove one.',
      },
    ];
  });
}
