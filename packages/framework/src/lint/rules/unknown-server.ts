import { didYouMean } from '@nex/agent-config';
import type { LintRule } from '../lint-rule.ts';

export const unknownServer: LintRule = {
  code: 'unknown-server',
  severity: 'error',
  says: 'Every MCP server of the type catalogue is in the catalogue.',
  check: ({ model, catalogue }) =>
    catalogue === undefined
      ? []
      : model.agents.flatMap((agent) =>
          agent.servers
            .filter((server) => server.type === 'catalogue' && !catalogue.has(server.name))
            .map((server) => ({
              place: server.place,
              message: `The catalogue has no server ${server.name}.`,
              fix: didYouMean(server.name, catalogue.keys()),
            })),
        ),
};
