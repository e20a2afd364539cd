import type { Place } from '../../model/place.ts';
import type { LintRule, RuleFinding } from '../lint-rule.ts';
import { AGENT_TOOL, sanitised, toolAlias } from '../subject.ts';

export const nameClash: LintRule = {
  code: 'name-clash',
  severity: 'error',
  says: 'Names stay different when what no model server takes is replaced, and no two tools of an agent have one name.',
  check: ({ model, catalogue }) => [
    ...clashes(
      'agents',
      model.agents.map(({ name, place }) => ({ name, place, key: folded(name) })),
    ),
    ...(model.kind === 'reference'
      ? clashes(
          'tools',
          model.tools.map(({ name, place }) => ({ name, place, key: folded(name) })),
        )
      : []),
    ...model.agents.flatMap((agent) => {
      const own = agent.tools.map(({ name, place }) => ({ name, place, key: folded(name) }));
      const served = agent.servers.flatMap((server) => {
        const known = server.type === 'catalogue' ? catalogue?.get(server.name) : undefined;
        const names = server.tools?.map((tool) => tool.name) ?? known?.tools.map((tool) => tool.name) ?? [];
        return names.map((name) => ({
          name: `${server.name}/${name}`,
          place: server.place,
          key: folded(known?.tools.find((tool) => tool.name === name)?.alias ?? toolAlias(server.name, name)),
        }));
      });
      const delegates = model.edges.some((edge) => edge.from === agent.name);
      const calling = delegates ? [{ name: AGENT_TOOL, place: agent.place, key: folded(AGENT_TOOL) }] : [];
      return clashes(`tools of ${agent.name}`, [...calling, ...own, ...served]);
    }),
  ],
};

function folded(name: string): string {
  return sanitised(name).slice(0, 64).toLowerCase();
}

/** Equal names are told by `duplicate-id`; here are those that only become equal. */
function clashes(what: string, items: readonly { name: string; place: Place; key: string }[]): RuleFinding[] {
  const seen = new Map<string, string>();
  return items.flatMap(({ name, place, key }): RuleFinding[] => {
    const other = seen.get(key);
    seen.set(key, other ?? name);
    if (other === undefined || other === name) return [];
    return [
      {
        place,
        message: `Of the ${what}, "${other}" and "${name}" become one name: ${key}.`,
        fix: 'Rename one of them.',
      },
    ];
  });
}
