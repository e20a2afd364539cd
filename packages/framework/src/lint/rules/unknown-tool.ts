import { didYouMean } from '@nex/agent-config';
import type { LintRule } from '../lint-rule.ts';

export const unknownTool: LintRule = {
  code: 'unknown-tool',
  severity: 'error',
  says: "Every tool that an agent picks from a catalogue server is in that server's tool list.",
  check: ({ model, catalogue }) =>
    model.agents.flatMap((agent) =>
      agent.servers.flatMap((server) => {
        const known = server.type === 'catalogue' ? catalogue?.get(server.name)?.tools : undefined;
        if (known === undefined) return [];
        const names = new Set(known.map((tool) => tool.name));
        return (server.tools ?? [])
          .filter((tool) => !names.has(tool.name))
          .map((tool) => ({
            place: tool.place,
            message: `The server ${server.name} has no tool ${tool.name}.`,
            fix: `${didYouMean(tool.name, names)} Or search: nex catalogue search <words>.`,
          }));
      }),
    ),
};
