import { didYouMean } from '@nex/agent-config';
import type { LintRule } from '../lint-rule.ts';

export const undefinedTool: LintRule = {
  code: 'undefined-tool',
  severity: 'error',
  says: 'Every tool that an agent lists or stops at is defined, and so is every shared server.',
  check: (subject) => {
    const { model } = subject;
    const tools = new Set(model.tools.map((tool) => tool.name));
    const servers = new Set(model.servers.map((server) => server.name));
    return model.agents.flatMap((agent) => [
      ...agent.tools
        .filter((use) => use.tool === undefined && model.kind === 'reference')
        .map((use) => ({
          place: use.place,
          message: `${agent.name} lists the tool ${use.name}, which is not defined.`,
          fix: didYouMean(use.name, tools),
        })),
      ...agent.servers
        .filter((server) => server.type === 'shared' && !servers.has(server.name))
        .map((server) => ({
          place: server.place,
          message: `${agent.name} lists the server ${server.name}, which is not defined.`,
          fix: didYouMean(server.name, servers),
        })),
      ...agent.stopTools
        .filter((tool) => !subject.capabilities(agent).has(tool.name))
        .map((tool) => ({
          place: tool.place,
          message: `${agent.name} stops at the tool ${tool.name}, which it does not have.`,
          fix: didYouMean(tool.name, subject.capabilities(agent).tools),
        })),
    ]);
  },
};
