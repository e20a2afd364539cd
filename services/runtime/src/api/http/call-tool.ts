/** `POST /v1/catalogue/{server}/tools/{tool}/calls`: tries a tool on a state of its own, which is gone afterwards. */
import { CallTool, NexError, newId, ToolCallAnswer } from '@nex/core';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import type { Operation } from './index.ts';

/** Of starting the server and the call together. */
const TIMEOUT_MS = 60_000;

const Params = z.object({
  server: z.string().min(1).max(100).describe('Name of a server of the catalogue.'),
  tool: z.string().min(1).max(200).describe('Name of one of its tools.'),
});

export const callToolOperation: Operation = (app, context) => {
  app.post(
    '/v1/catalogue/:server/tools/:tool/calls',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Try a tool once, with a state that no run has',
        operationId: 'callTool',
        params: Params,
        body: CallTool,
        response: { 200: ToolCallAnswer },
      },
    },
    ({ params, body }) => callOnce(context, params, body),
  );
};

async function callOnce(
  { mcp, catalogue, callers }: Context,
  { server: name, tool: toolName }: z.infer<typeof Params>,
  { arguments: args }: z.output<typeof CallTool>,
): Promise<ToolCallAnswer> {
  const server = catalogue.entries.find((entry) => entry.name === name);
  if (!server) {
    throw new NexError('not_found', `The catalogue has no server ${name}.`, {
      where: 'server',
      hint: 'GET /v1/catalogue lists them.',
    });
  }
  if (server.host_access) {
    throw new NexError('forbidden', `The server ${name} reaches the host, so its tools are for runs alone.`, {
      where: 'server',
    });
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const rootRunId = newId('run');
  try {
    const startedAt = performance.now();
    const spec = { type: 'catalogue' as const, name, tools: [toolName] };
    await using offered = await mcp.toolsFor({
      rootRunId,
      owner: callers.current().tenant,
      servers: [spec],
      signal,
    });
    const [tool] = offered.tools;
    if (!tool)
      throw new NexError('not_found', `The server ${name} has no tool ${toolName}.`, { where: 'tool' });
    const fault = tool.check(args);
    if (fault !== undefined) {
      throw new NexError('invalid_request', `The arguments do not fit the tool: ${fault}.`, {
        where: 'arguments',
      });
    }
    const outcome = await tool.execute(args, { signal, callId: rootRunId });
    const { content, isError, errorKind, structured } = outcome;
    const durationMs = Math.round(performance.now() - startedAt);
    return {
      content,
      isError,
      durationMs,
      ...(errorKind !== undefined && { errorKind }),
      ...(structured !== undefined && { structured }),
    };
  } catch (thrown) {
    if (!signal.aborted) throw asNotFound(thrown, toolName);
    throw new NexError('timeout', `The tool did not answer within ${TIMEOUT_MS / 1000} s.`, {
      cause: thrown,
    });
  } finally {
    await mcp.endRun(rootRunId);
  }
}

/** In a configuration a tool that is not there is a fault of its writer; here it is one of the address. */
function asNotFound(thrown: unknown, tool: string): unknown {
  if (!(thrown instanceof NexError) || thrown.code !== 'config_invalid') return thrown;
  return new NexError('not_found', `The server has no tool ${tool}.`, {
    where: 'tool',
    ...(thrown.hint !== undefined && { hint: thrown.hint }),
  });
}
