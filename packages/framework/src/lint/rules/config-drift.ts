import { type LintRule, type RuleFinding } from '../lint-rule.ts';

export const configDrift: LintRule = {
  code: 'config-drift',
  severity: 'warning',
  kinds: ['reference'],
  says: 'config.json and framework_config.yaml describe the same agents, with the same tools.',
  check: ({ model }) => {
    const { config } = model;
    if (config === undefined) return [];
    const compare = (what: string, here: Iterable<string>, there: Iterable<string>): RuleFinding[] => {
      const a = new Set(here);
      const b = new Set(there);
      const missing = [...a].filter((name) => !b.has(name));
      const extra = [...b].filter((name) => !a.has(name));
      if (missing.length + extra.length === 0) return [];
      const lists = [
        ...(missing.length > 0 ? [`lacks ${listing(missing)}`] : []),
        ...(extra.length > 0 ? [`has besides ${listing(extra)}`] : []),
      ];
      return [
        {
          place: config.place,
          message: `config.json has ${b.size} ${what}, framework_config.yaml ${a.size}: it ${lists.join(' and ')}.`,
          fix: 'Write both from one source.',
        },
      ];
    };
    const differing = config.agents.filter((agent) => {
      const other = model.agents.find((item) => item.name === agent.name);
      if (other === undefined || agent.tools === undefined) return false;
      const tools = new Set(other.tools.map((use) => use.name));
      return tools.size !== agent.tools.length || agent.tools.some((tool) => !tools.has(tool));
    });
    return [
      ...compare(
        'agents',
        model.agents.map((agent) => agent.name),
        config.agents.map((agent) => agent.name),
      ),
      ...compare(
        'tools',
        model.tools.map((tool) => tool.name),
        config.tools.map((tool) => tool.name),
      ),
      ...(differing[0] === undefined
        ? []
        : [
            {
              place: differing[0].place,
              message: `${differing.length} agents have other tools in config.json: ${listing(differing.map(({ name }) => name))}.`,
              fix: 'Write both from one source.',
            },
          ]),
    ];
  },
};

function listing(names: readonly string[]): string {
  const rest = names.length > 4 ? ` and ${names.length - 4} more` : '';
  return `${names.slice(0, 4).join(', ')}${rest}`;
}
