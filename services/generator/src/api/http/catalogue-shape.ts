/** The catalogue as callers see it: no command, no environment. */
import type { CatalogueShape } from '@nex/core';
import { installedOnly } from '@nex/mcp';
import type * as z from 'zod';
import type { Context } from '../../context.ts';

export function catalogueShape({ catalogue, toolIndex }: Context): z.infer<typeof CatalogueShape> {
  const tools = Map.groupBy(toolIndex.all(), (tool) => tool.server);
  return {
    digest: catalogue.digest,
    servers: installedOnly(catalogue).entries.map((server) => ({
      name: server.name,
      title: server.title,
      summary: server.summary,
      domains: server.domains,
      licence: server.licence,
      package: server.package ?? '',
      version: server.version,
      isolation: server.isolation,
      tools: (tools.get(server.name) ?? []).map(({ tool, definition }) => ({
        name: tool,
        description: definition.description,
        inputSchema: definition.inputSchema,
      })),
    })),
  };
}
