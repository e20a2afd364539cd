import type { LintRule } from '../lint-rule.ts';

export const duplicateToolSet: LintRule = {
  code: 'duplicate-tool-set',
  severity: 'warning',
  says: 'No two agents have exactly the same tools.',
  check: ({ model, capabilities }) => {
    const seen = new Map<string, string>();
    return model.agents.flatMap((agent) => {
      const tools = [
        ...capabilities(agent).tools,
        ...agent.servers.filter((server) => server.tools === undefined).map((server) => `${server.name}/*`),
      ];
      const key = [...new Set(tools)].sort().join(' ');
      const other = key === '' ? undefined : seen.get(key);
      seen.set(key, other ?? agent.name);
      if (other === undefined || other === agent.name) return [];
      return [
        {
          place: agent.place,
          message: `${agent.name} and ${other} have the same tools.`,
          fix: 'Merge them, or divide the tools between them.',
        },
      ];
    });
  },
};
