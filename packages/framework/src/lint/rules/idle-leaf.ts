import { type LintRule, summed } from '../lint-rule.ts';

export const idleLeaf: LintRule = {
  code: 'idle-leaf',
  severity: 'error',
  says: 'An agent without sub-agents has at least one tool.',
  check: ({ model, graph }) => {
    const runsPhases = model.phases.length > 0 && model.edges.length === 0 ? model.entry?.name : undefined;
    const idle = model.agents.filter(
      (agent) =>
        graph.children(agent.name).length === 0 &&
        agent.tools.length === 0 &&
        agent.servers.length === 0 &&
        agent.name !== runsPhases,
    );
    const fix = 'Give it tools under mcp_servers or tools, or remove it.';
    if (idle.length > 3 && idle.length >= model.agents.length - 1) {
      return summed(
        idle.map((agent) => agent.place),
        (count) => `${count} agents have neither tools nor sub-agents, so they can do nothing.`,
        { fix },
      );
    }
    return idle.map((agent) => ({
      place: agent.place,
      message: `${agent.name} has neither tools nor sub-agents, so it can do nothing.`,
      fix,
    }));
  },
};
