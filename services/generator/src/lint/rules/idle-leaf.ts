import type { LintRule } from '../rule.ts';

export const idleLeaf: LintRule = {
  code: 'idle-leaf',
  severity: 'error',
  says: 'An agent without sub-agents has at least one tool.',
  check: ({ agents }) =>
    agents
      .filter(
        (agent) => agent.subAgents.length === 0 && agent.tools.length === 0 && agent.mcpServers.length === 0,
      )
      .map((agent) => ({
        where: `agents/${agent.name}.yaml`,
        message: `${agent.name} has neither tools nor sub-agents, so it can do nothing.`,
        fix: 'Give it tools under mcp_servers or tools, or remove it.',
      })),
};
