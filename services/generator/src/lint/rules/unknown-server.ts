import type { LintRule } from '../rule.ts';

export const unknownServer: LintRule = {
  code: 'unknown-server',
  severity: 'error',
  says: 'Every catalogue server that an agent names is in the catalogue.',
  check: ({ agents, catalogue }) =>
    agents.flatMap((agent) =>
      agent.mcpServers
        .filter((server) => server.type === 'catalogue' && !catalogue.has(server.name))
        .map((server) => ({
          where: `agents/${agent.name}.yaml: mcp_servers.${server.name}`,
          message: `The catalogue has no server ${server.name}.`,
          fix: `Name one of: ${[...catalogue.keys()].join(', ')}.`,
        })),
    ),
};
