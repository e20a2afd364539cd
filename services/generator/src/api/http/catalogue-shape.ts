/** The catalogue as callers see it: no command, no environment. */
import type { CatalogueShape } from '@nex/core';
import { type CatalogueServer, installedOnly } from '@nex/mcp';
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
      ...(server.record && { probe: probeOf(server, server.record) }),
      tools: (tools.get(server.name) ?? []).map(({ tool, definition }) => ({
        name: tool,
        description: definition.description,
        inputSchema: definition.inputSchema,
        ...triedAs(server, tool),
      })),
    })),
  };
}

function probeOf(server: CatalogueServer, record: NonNullable<CatalogueServer['record']>) {
  const { grade, reasons, at, offline, start_ms: startMs, memory_mb: memoryMb } = record;
  const current = server.snapshot === undefined || server.snapshot.digest === record.snapshot;
  return { grade, reasons, at, offline, startMs, memoryMb, current };
}

function triedAs({ record }: CatalogueServer, name: string) {
  const tried = record?.tools.find((tool) => tool.name === name);
  return tried && { verdict: tried.verdict, writes: tried.writes };
}
