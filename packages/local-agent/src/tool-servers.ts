/** The MCP servers of a local agent. The pool opens at the first use; its state lies in a folder of its own. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { McpServerSpec } from '@nex/core';
import {
  type Catalogue,
  catalogueServer,
  createMcpPool,
  loadCatalogue,
  type McpPool,
  type RunTools,
  type ToolsRequest,
} from '@nex/mcp';

export interface ToolServers extends AsyncDisposable {
  /** Throws `not_found` for a server that the catalogue does not have. */
  check(servers: readonly McpServerSpec[]): Promise<void>;
  /** `rootRunId` is the id of the conversation, which the state of the servers belongs to. */
  toolsFor(request: ToolsRequest): Promise<RunTools>;
  /** Drops the state of a conversation. */
  end(conversationId: string): Promise<void>;
}

export interface ToolServersOptions {
  catalogueDirectory: string | undefined;
  /** Where servers of the catalogue are installed on demand. */
  serversDirectory?: string | undefined;
  /** Keys of servers, by the names of their variables; PATH is where their commands are looked for. */
  environment: Readonly<Record<string, string>>;
}

export function createToolServers(options: ToolServersOptions): ToolServers {
  const { environment } = options;
  const stack = new AsyncDisposableStack();
  let catalogue: Promise<Catalogue> | undefined;
  let pool: Promise<McpPool> | undefined;
  const loaded = () => (catalogue ??= load(options));
  const open = async (): Promise<McpPool> => {
    const directory = await mkdtemp(join(await realpath(tmpdir()), 'nex-mcp-'));
    stack.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
    return stack.use(await createMcpPool({ catalogue: await loaded(), directory, keys: environment }));
  };
  return {
    async check(servers) {
      for (const { type, name } of servers) if (type === 'catalogue') catalogueServer(await loaded(), name);
    },
    async toolsFor(request) {
      if (request.servers.length === 0) return { tools: [], snapshots: {}, async [Symbol.asyncDispose]() {} };
      pool ??= open();
      return (await pool).toolsFor(request);
    },
    async end(conversationId) {
      const opened = await pool?.catch(() => undefined);
      await opened?.endRun(conversationId);
    },
    async [Symbol.asyncDispose]() {
      await pool?.catch(() => undefined);
      await stack.disposeAsync();
    },
  };
}

async function load(options: ToolServersOptions): Promise<Catalogue> {
  const { catalogueDirectory: directory, serversDirectory: servers, environment } = options;
  const path = environment['PATH'] ?? '';
  if (directory === undefined) return { directory: '', entries: [], digest: '', path, servers };
  return loadCatalogue(directory, {
    ...(path === '' ? {} : { path }),
    ...(servers === undefined ? {} : { servers }),
  });
}
