/** The client of the MCP SDK that most programs have, at the platform: over `nex mcp` or over HTTP. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { nodeBinary, REPOSITORY } from '@nex/cli/stack';
import type { JsonObject } from '@nex/core';

export interface McpClient extends AsyncDisposable {
  instructions: string | undefined;
  tools(): Promise<Awaited<ReturnType<Client['listTools']>>['tools']>;
  call(name: string, args?: object, options?: CallOptions): Promise<CallResult>;
}

interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (message: string) => void;
}

interface CallResult {
  isError: boolean;
  text: string;
  data: JsonObject;
}

const TIMEOUT_MS = 120_000;
const MAIN = join(REPOSITORY, 'packages/cli/src/main.ts');

export const overStdio = (url: string, ...args: string[]): Promise<McpClient> =>
  open(
    new StdioClientTransport({
      command: nodeBinary(),
      args: [MAIN, 'mcp', '--url', url, ...args],
      stderr: 'ignore',
    }),
  );

export const overHttp = (url: string, headers: Record<string, string> = {}): Promise<McpClient> =>
  // The transport says of itself what the interface does under stricter rules.
  open(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }) as Transport);

async function open(transport: Transport): Promise<McpClient> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(transport);
  const listeners = new Map<string, (message: string) => void>();
  const receive = transport.onmessage;
  // Read here: the SDK forgets who listens when an answer comes in one piece with the last progress.
  transport.onmessage = (message, extra) => {
    if ('method' in message && message.method === 'notifications/progress') {
      const { progressToken, message: text } = message.params ?? {};
      listeners.get(String(progressToken))?.(typeof text === 'string' ? text : '');
    }
    receive?.(message, extra);
  };
  return {
    instructions: client.getInstructions(),
    tools: async () => (await client.listTools()).tools,
    async call(name, args = {}, { signal, onProgress } = {}) {
      const progressToken = randomUUID();
      if (onProgress) listeners.set(progressToken, onProgress);
      const options = { timeout: TIMEOUT_MS, ...(signal && { signal }) };
      const asked = { name, arguments: { ...args }, ...(onProgress && { _meta: { progressToken } }) };
      const found = await client
        .callTool(asked, undefined, options)
        .finally(() => listeners.delete(progressToken));
      const [first] = found.content as { text?: string }[];
      return {
        isError: found.isError === true,
        text: first?.text ?? '',
        data: (found.structuredContent ?? {}) as JsonObject,
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
