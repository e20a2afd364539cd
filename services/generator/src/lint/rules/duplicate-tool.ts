import type { LintRule } from '../rule.ts';

export const duplicateTool: LintRule = {
  code: 'duplicate-tool',
  severity: 'warning',
  says: 'No two agents have exactly the same tools.',
  check: ({ agents }) => {
    const seen = new Map<string, string>();
    return agents.flatMap((agent) => {
      const tools = agent.mcpServers.flatMap((server) =>
        (server.tools ?? ['*']).map((tool) => `${server.name}/${tool}`),
      );
      if (tools.length === 0) return [];
      const key = tools.sort().join(' ');
      const other = seen.get(key);
      if (other === undefined) {
        seen.set(key, agent.name);
        return [];
      }
      return [
        {
          where: `agents/${agent.name}.yaml`,
          message: `${agent.name} and ${other} have the same tools.`,
          fix: 'Merge them, or divide the tools between them.',
        },
      ];
    });
  },
};
