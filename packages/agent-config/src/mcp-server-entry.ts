/**
 * `mcp_servers`: a strict union by `type`. `catalogue` names a server that the platform keeps, and `tools` (an
 * allow-list of the server's own tool names) may stand on any entry; both are extensions of the NexAU contract.
 */
import type { McpServerSpec } from '@nex/core';
import * as z from 'zod';
import { Permissions } from './permissions.ts';

/** Short enough that `mcp__<server>__<tool>` stays a tool name. */
const ServerName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,48}$/, 'a server name is 1 to 48 letters, digits, "_" or "-"');
/** Values of environment variables and headers; YAML may read `8080` as a number. */
const TextMap = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
const Tools = z.array(z.string().min(1)).min(1).optional();

const shared = {
  name: ServerName,
  tools: Tools,
  /** In seconds. */
  timeout: z.number().positive().max(3600).default(30),
  disable_parallel: z.boolean().optional(),
  permissions: Permissions.nullish(),
  tool_permissions: z.record(z.string(), z.json()).nullish(),
  source_id: z.string().nullish(),
};

export const McpServerEntry = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('stdio'),
      ...shared,
      command: z.string().min(1),
      args: z.array(z.string()).default([]),
      env: TextMap.default({}),
    }),
    z.strictObject({
      type: z.literal('http'),
      ...shared,
      url: z.url({ protocol: /^https?$/ }),
      headers: TextMap.default({}),
      env: TextMap.optional(),
    }),
    z.strictObject({
      type: z.literal('sse'),
      ...shared,
      url: z.string().optional(),
      headers: TextMap.optional(),
      env: TextMap.optional(),
    }),
    z.strictObject({ type: z.literal('catalogue'), name: ServerName, tools: Tools }),
  ],
  { error: 'type must be "stdio", "http" or "catalogue"' },
);
export type McpServerEntry = z.infer<typeof McpServerEntry>;

/** The spec of an entry; `undefined` for `sse`, which the platform does not speak. */
export function toMcpServerSpec(entry: McpServerEntry): McpServerSpec | undefined {
  const tools = entry.tools === undefined ? {} : { tools: entry.tools };
  switch (entry.type) {
    case 'catalogue':
      return { type: 'catalogue', name: entry.name, ...tools };
    case 'stdio': {
      const { name, command, args, env, timeout } = entry;
      return { type: 'stdio', name, command, args, env, timeoutMs: Math.round(timeout * 1000), ...tools };
    }
    case 'http': {
      const { name, url, headers, timeout } = entry;
      return { type: 'http', name, url, headers, timeoutMs: Math.round(timeout * 1000), ...tools };
    }
    case 'sse':
      return undefined;
  }
}
