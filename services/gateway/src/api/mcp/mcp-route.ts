/**
 * `/mcp`: the whole platform for clients of MCP. What a tool does it asks of this very gateway with the caller's own key, so
 * that scope, tenant, limits and audit are those of the REST API. Calls of the generator's tools are handed on as they come.
 */
import type { AddressInfo } from 'node:net';
import { createClient } from '@nex/client';
import { ERROR_CODES, isJsonObject, type JsonObject, NexError, parseJsonObject, type Scope } from '@nex/core';
import { clientSignal, type HttpRequest, type HttpServer } from '@nex/http';
import { createFaceHandler, listTools } from '@nex/mcp-face';
import { activeTraceparent } from '@nex/telemetry';
import { callerOf, includes } from '../../access/caller.ts';
import { credentialOf } from '../../access/identify-caller.ts';
import { type NotedChange, noteChange } from '../../audit/noted-change.ts';
import type { Context } from '../../context.ts';
import { type ForwardOptions, forward } from '../../forward-posts.ts';
import { createCallsUnderWay, named } from './calls-under-way.ts';
import { TOOLS } from './index.ts';
import type { Platform } from './tool.ts';

export const MCP_PATH = '/mcp';

const INSTRUCTIONS =
  'From one sentence to a data set of agent trajectories. build_framework makes a framework of agents from a sentence, ' +
  'and get_framework with wait_seconds waits for it; run_agent has it work on a message; start_build has it work on many ' +
  'queries and keeps what is good as a data set, and get_build waits; search_rows, get_row and get_row_lineage look into ' +
  'what came of it. search_catalogue tells what tools agents can be given.';

const LIST_TIMEOUT_MS = 20_000;
/** Tools of the generator that change nothing; the others make frameworks. */
const READS = /^(?:search|get|list)_/;
/** They ask for more than the right to read, and change nothing either. */
const LOOKS = /^(?:lint|diff)_/;
const WORD = /^\w{1,64}$/;

/** `generator`: how requests reach the service that has the other tools. */
export async function addMcpRoute(
  app: HttpServer,
  { log }: Context,
  generator: ForwardOptions,
): Promise<void> {
  const own = new Set(TOOLS.map((tool) => tool.name));
  const calls = createCallsUnderWay();
  const handler = createFaceHandler<Platform>(
    {
      name: 'nex',
      title: 'From one sentence to a data set',
      instructions: INSTRUCTIONS,
      tools: TOOLS,
      refusal: (name, { request }) => (own.has(name) ? undefined : refusal(name, request)),
      others: ({ request }, signal) => listOthers(generator, request, signal),
      onFault: (thrown) => log.warn({ err: thrown }, 'tool call failed'),
    },
    (thrown) => log.debug({ err: thrown }, 'mcp request refused'),
  );
  app.addHook('onClose', () => handler.close());
  await app.register(async (part) => {
    part.removeAllContentTypeParsers();
    const form = { parseAs: 'buffer', bodyLimit: generator.bodyLimitBytes } as const;
    part.addContentTypeParser('*', form, (_request, payload, done) => done(null, payload));
    part.route({
      method: ['GET', 'POST', 'DELETE'],
      url: MCP_PATH,
      schema: { hide: true },
      async handler(request, reply) {
        const body = Buffer.isBuffer(request.body) ? parseJsonObject(request.body.toString()) : undefined;
        const name = calledTool(body);
        noteChange(request, changeOf(name, body, request, own));
        calls.heed(request, body);
        const call = calls.begin(request, body);
        reply.raw.once('close', () => call[Symbol.dispose]());
        if (name !== undefined && !own.has(name) && !refusal(name, request)) {
          using client = clientSignal(request);
          const signal = AbortSignal.any([client.signal, call.signal]);
          return await forward(request, reply, generator, signal);
        }
        const context = platformOf(app, request);
        const asked = { context, request: request.raw, response: reply.raw, body, signal: call.signal };
        return reply.send(named(await handler.answer(asked), body));
      },
    });
  });
}

function calledTool(body: JsonObject | undefined): string | undefined {
  if (body?.['method'] !== 'tools/call') return undefined;
  const { params } = body;
  const name = typeof params === 'object' && params !== null && 'name' in params ? params['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Of a tool of the generator. Own tools are refused by what they ask for. */
function refusal(tool: string, request: HttpRequest): NexError | undefined {
  const needed: Scope = READS.test(tool) ? 'read' : 'build';
  const { scope } = callerOf(request);
  if (includes(scope, needed)) return undefined;
  return new NexError('forbidden', `${tool} needs the scope ${needed}, and the caller has ${scope}.`, {
    hint: `Use a key with the scope ${needed}: nex keys create --scope ${needed}.`,
  });
}

/**
 * Own tools ask the REST API, where what they change becomes an entry. A call of the others is one itself, when it changes
 * something or is refused.
 */
function changeOf(
  tool: string | undefined,
  body: JsonObject | undefined,
  request: HttpRequest,
  own: ReadonlySet<string>,
): NotedChange | 'nothing' {
  if (tool === undefined || own.has(tool)) return 'nothing';
  const refused = refusal(tool, request);
  if (!refused && (READS.test(tool) || LOOKS.test(tool))) return 'nothing';
  const { params } = body ?? {};
  const given = isJsonObject(params) && isJsonObject(params['arguments']) ? params['arguments'] : {};
  const id = given['framework_id'] ?? given['id'];
  return {
    // Anybody may call anything.
    operation: WORD.test(tool) ? tool : `POST ${MCP_PATH}`,
    resource: typeof id === 'string' && WORD.test(id) ? id : null,
    ...(refused && { status: ERROR_CODES[refused.code].http }),
  };
}

function platformOf(app: HttpServer, request: HttpRequest): Platform {
  const credential = credentialOf(request.headers);
  const client = createClient({
    baseUrl: ownUrl(app),
    ...(credential !== undefined && { apiKey: credential }),
    fetch: (url, { headers, ...rest } = {}) =>
      fetch(url, {
        ...rest,
        headers: { ...(headers as Record<string, string>), traceparent: activeTraceparent() },
      }),
  });
  return { client, request };
}

function ownUrl(app: HttpServer): string {
  const { address, port, family } = app.server.address() as AddressInfo;
  const host =
    { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address] ?? (family === 'IPv6' ? `[${address}]` : address);
  return `http://${host}:${port}`;
}

async function listOthers(
  { upstream, headers, onError }: ForwardOptions,
  request: HttpRequest,
  signal: AbortSignal,
) {
  const own = Object.entries(headers({}, request)).map(([name, value]) => [name, String(value)]);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIST_TIMEOUT_MS)]);
  try {
    return await listTools(`${upstream}${MCP_PATH}`, Object.fromEntries(own), limit);
  } catch (thrown) {
    throw onError(thrown);
  }
}
