/** The tool list of a server, with only what the platform keeps of it. */
import type { Client, Tool } from '@modelcontextprotocol/client';
import { NexError } from '@nex/core';
import * as z from 'zod';
import type { SnapshotTool } from '../catalogue/snapshot.ts';

const JsonRecord = z.record(z.string(), z.json());

/** All pages. Throws `tool_unavailable`; `cancelled` on abort. */
export async function listTools(
  client: Client,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<SnapshotTool[]> {
  const { signal, timeoutMs } = options;
  try {
    const { tools } = await client.listTools(undefined, { signal, timeout: timeoutMs, cacheMode: 'refresh' });
    return tools.map(toSnapshotTool);
  } catch (cause) {
    if (signal.aborted) throw new NexError('cancelled', 'Listing the tools was cancelled.', { cause });
    throw new NexError('tool_unavailable', 'The tool server did not list its tools.');
  }
}

export function toSnapshotTool(tool: Tool): SnapshotTool {
  return {
    name: tool.name,
    ...(tool.title === undefined ? {} : { title: tool.title }),
    description: tool.description ?? '',
    inputSchema: JsonRecord.parse(tool.inputSchema),
    ...(tool.outputSchema === undefined ? {} : { outputSchema: JsonRecord.parse(tool.outputSchema) }),
    ...(tool.annotations === undefined ? {} : { annotations: JsonRecord.parse(tool.annotations) }),
  };
}
