/**
 * `mcp_servers`: a strict union by `type`. `catalogue` names a server that the platform keeps, and `tools` (an
 * allow-list of the server's own tool names) may stand on any entry; both are extensions of the NexAU contract.
 */
import type { McpServerSpec, PermissionRules } from '@nex/core';
import * as z from 'zod';
import { Permissions, toPermissionRules } from './permissions.ts';
import { PositiveDecimal, TextMap } from './scalar.ts';

/** Short enough that `mcp__<server>__<tool>` stays a tool name. */
const ServerName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,48}$/, 'a server name is 1 to 48 letters, digits, "_" or "-"')
  .describe('Its tools are named mcp__<name>__<tool>.');

const rules = {
  name: ServerName,
  tools: z.array(z.string().min(1)).min(1).optional().describe('Narrows the server to these of its tools.'),
  disable_parallel: z
    .boolean()
    .optional()
    .describe('Its tools run one by one, before the other calls of a turn.'),
  permissions: Permissions.nullish(),
  tool_permissions: z
    .record(z.string(), Permissions.nullable())
    .nullish()
    .describe("Per tool, by the server's own name for it; null allows everything. Wins over permissions."),
  source_id: z.string().nullish(),
};

const connected = {
  ...rules,
  timeout: PositiveDecimal.refine((value) => value <= 3600, 'must be at most 3600')
    .default(30)
    .describe('Seconds for one call.'),
};

const remote = {
  ...connected,
  url: z.url({ protocol: /^https?$/ }),
  headers: TextMap.default({}).describe('Sent with every request.'),
  env: TextMap.nullish().describe('Has no effect: a remote server has its own environment.'),
};

export const McpServerEntry = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('stdio'),
      ...connected,
      command: z.string().min(1),
      args: z.array(z.union([z.string(), z.number().transform(String)])).default([]),
      env: TextMap.default({}).describe('Environment of the process.'),
    }),
    z.strictObject({ type: z.literal('http'), ...remote }),
    z.strictObject({ type: z.literal('sse'), ...remote }),
    z.strictObject({ type: z.literal('catalogue'), ...rules }),
  ],
  { error: 'type must be "stdio", "http", "sse" or "catalogue"' },
);
export type McpServerEntry = z.infer<typeof McpServerEntry>;

export function toMcpServerSpec(entry: McpServerEntry): McpServerSpec {
  const { name } = entry;
  const kept = rulesOf(entry);
  if (entry.type === 'catalogue') return { type: 'catalogue', name, ...kept };
  const timeoutMs = Math.max(1, Math.round(entry.timeout * 1000));
  if (entry.type === 'stdio') {
    const { command, args, env } = entry;
    return { type: 'stdio', name, command, args, env, timeoutMs, ...kept };
  }
  const { url, headers } = entry;
  const transport = entry.type === 'sse' ? { transport: 'sse' as const } : {};
  return { type: 'http', name, url, headers, timeoutMs, ...transport, ...kept };
}

function rulesOf(
  entry: McpServerEntry,
): Pick<McpServerSpec, 'tools' | 'permissions' | 'toolPermissions' | 'disableParallel'> {
  const permissions = toPermissionRules(entry.permissions);
  const byTool = Object.entries(entry.tool_permissions ?? {}).map(
    ([tool, written]): [string, PermissionRules] => [
      tool,
      toPermissionRules(written) ?? { allow: ['**'], deny: [] },
    ],
  );
  return {
    ...(entry.tools === undefined ? {} : { tools: entry.tools }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(byTool.length === 0 ? {} : { toolPermissions: Object.fromEntries(byTool) }),
    ...(entry.disable_parallel ? { disableParallel: true } : {}),
  };
}
