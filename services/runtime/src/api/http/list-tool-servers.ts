/** `GET /v1/tool-servers`: those of the catalogue that are at work here, or whose tools are no longer as it says. */
import { page, ToolServer } from '@nex/core';
import type { Operation } from './index.ts';

export const listToolServersOperation: Operation = (app, { mcp, drifts }) => {
  app.get(
    '/v1/tool-servers',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'List the tool servers at work, and what changed of their tools',
        operationId: 'listToolServers',
        response: { 200: page(ToolServer) },
      },
    },
    () => {
      const processes = Map.groupBy(mcp.processes(), ({ server }) => server);
      const changed = Map.groupBy(drifts, ({ server }) => server);
      const names = [...new Set([...processes.keys(), ...changed.keys()])].toSorted();
      const items = names.map((name) => {
        const own = processes.get(name) ?? [];
        return {
          name,
          processes: own.length,
          busy: own.filter(({ busy }) => busy).length,
          calls: own.reduce((sum, { calls }) => sum + calls, 0),
          drifts: (changed.get(name) ?? []).map(({ at, added, removed, changed: other }) => ({
            at,
            added,
            removed,
            changed: other,
          })),
        };
      });
      return { items, nextCursor: null };
    },
  );
};
