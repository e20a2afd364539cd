/** Writes servers of the catalogue as the `mcpServers` that other programs read. */
import { join } from 'node:path';
import { fillText } from '../catalogue/launch.ts';
import type { CatalogueServer } from '../catalogue/load.ts';

export interface ExportedServer {
  type?: 'http';
  command?: string;
  args?: string[];
  env?: Record<string, string>;
  url?: string;
  headers?: Record<string, string>;
}

export interface ExportOptions {
  /** Directory below which each server keeps its state. Absolute. */
  stateDirectory: string;
  /** Of the catalogue: what `${FIXTURES}` stands for. */
  fixtures: string;
  /** `npx` with the exact version instead of the file that is installed here. */
  portable: boolean;
}

/** Keys appear as `${NAME}`, for the program to fill in. */
export function exportConfig(
  servers: readonly CatalogueServer[],
  options: ExportOptions,
): { mcpServers: Record<string, ExportedServer> } {
  const rows = servers.map((server) => [server.name, exportServer(server, options)] as const);
  return { mcpServers: Object.fromEntries(rows) };
}

function exportServer(server: CatalogueServer, options: ExportOptions): ExportedServer {
  const { launch, runtime, url, headers, keys } = server;
  if (runtime === 'http' && url !== undefined) {
    return { type: 'http', url, ...(Object.keys(headers).length > 0 ? { headers } : {}) };
  }
  const places = { STATE_DIR: join(options.stateDirectory, server.name), FIXTURES: options.fixtures };
  const args = server.args.map((text) => fillText(text, places));
  const secret = keys.map((key) => [key, `\${${key}}`] as const);
  const env = Object.fromEntries([
    ...Object.entries(server.env).map(([key, text]) => [key, fillText(text, places)] as const),
    ...secret,
  ]);
  const withEnv = Object.keys(env).length > 0 ? { env } : {};
  if (runtime === 'node' && (options.portable || !launch.ok)) {
    return { command: 'npx', args: ['-y', `${server.package}@${server.version}`, ...args], ...withEnv };
  }
  if (!launch.ok) return { command: server.command ?? '', args, ...withEnv };
  const script = runtime === 'node' ? launch.plan.args.slice(0, 1) : [];
  return { command: launch.plan.command, args: [...script, ...args], ...withEnv };
}
