/**
 * `GET /v1/tool-servers`: those that have worked for the caller's tenant here, and those of the catalogue whose tools are no
 * longer as it says.
 */
import { page, ToolServer } from '@nex/core';
import type { Operation } from './index.ts';

export const listToolServersOperation: Operation = (app, { mcp, drifts, catalogue, callers }) => {
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
      const { tenant } = callers.current();
      const known = new Set(catalogue.entries.map(({ name }) => name));
      const worked = mcp.processes().flatMap(({ server, work }) => {
        const own = work.get(tenant);
        return own ? [{ server, ...own }] : [];
      });
      const processes = Map.groupBy(worked, ({ server }) => server);
      const changed = Map.groupBy(
        drifts.filter(({ server }) => processes.has(server) || known.has(server)),
        ({ server }) => server,
      );
      const names = [...new Set([...processes.keys(), ...changed.keys()])].toSorted();
      const items = names.map((name) => {
        const own = processes.get(name) ?? [];
        return {
          name,
          processes: own.length,
          busy: own.filter(({ busy }) => busy > 0).length,
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
