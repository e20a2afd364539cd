import type { LintRule } from '../rule.ts';

export const unknownTool: LintRule = {
  code: 'unknown-tool',
  severity: 'error',
  says: "Every tool that an agent picks from a catalogue server is in that server's tool list.",
  check: ({ agents, catalogue }) =>
    agents.flatMap((agent) =>
      agent.mcpServers.flatMap((server) => {
        const known = catalogue.get(server.name);
        if (server.type !== 'catalogue' || !known) return [];
        return (server.tools ?? [])
          .filter((tool) => !known.has(tool))
          .map((tool) => ({
            where: `agents/${agent.name}.yaml: mcp_servers.${server.name}.tools`,
            message: `The server ${server.name} has no tool ${tool}.`,
            fix: 'Remove it, or search the catalogue: nex catalogue search <words>.',
          }));
      }),
    ),
};
