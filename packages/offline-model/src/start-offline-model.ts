/**
 * The server: OpenAI's routes, answers from rules, faults where they are configured.
 */
import { setTimeout as wait } from 'node:timers/promises';
import Fastify, { type FastifyReply } from 'fastify';
import {
  createFaultLedger,
  type FaultKind,
  type Misbehaviour,
  misbehaviourSchema,
} from './misbehaviour/misbehaviour.ts';
import { SPOILERS } from './misbehaviour/spoil.ts';
import { ApiError, invalidRequest } from './protocol/api-error.ts';
import { type ChatRequest, chatRequestSchema } from './protocol/chat-request.ts';
import { completionBody, completionChunks, FIXED_TIME } from './protocol/completion-body.ts';
import { limited, usageOf } from './protocol/reply.ts';
import { createTokenCounter } from './protocol/usage.ts';
import { requestKey, respond } from './respond.ts';
import { digest } from './text/draw.ts';

/** How the server runs. */
export type OfflineModelOptions = {
  /** 0 takes a free port. */
  port?: number;
  host?: string;
  seed?: number;
  misbehave?: Misbehaviour;
  model?: string;
};

/** A running server. */
export type OfflineModel = {
  /** The base address, ending in /v1. */
  url: string;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const BODY_LIMIT = 32 * 1024 * 1024;

function send(reply: FastifyReply, error: ApiError) {
  return reply.status(error.status).send(error.body());
}

/** Faults that strike before there is an answer. */
function refuse(kind: FaultKind, reply: FastifyReply, retryAfterSeconds: number | undefined): boolean {
  if (kind === 'rate_limit') {
    reply.header('retry-after', String(retryAfterSeconds ?? 1));
    send(reply, new ApiError(429, 'Rate limit reached', 'rate_limit_error', null, 'rate_limit_exceeded'));
    return true;
  }
  if (kind === 'server_error') {
    send(reply, new ApiError(500, 'The server had an error', 'server_error'));
    return true;
  }
  return false;
}

/** Sends chunks as server-sent events; with `broken` the connection ends in the middle. */
async function stream(reply: FastifyReply, chunks: object[], broken: boolean): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const shown = broken ? chunks.slice(0, Math.max(1, Math.floor(chunks.length / 2))) : chunks;
  for (const chunk of shown) {
    if (!raw.write(`data: ${JSON.stringify(chunk)}\n\n`))
      await new Promise<void>((done) => raw.once('drain', done).once('close', done));
  }
  if (broken) {
    await wait(5);
    raw.destroy();
  } else raw.end('data: [DONE]\n\n');
}

/** Starts the server and resolves once it listens. */
export async function startOfflineModel(options: OfflineModelOptions = {}): Promise<OfflineModel> {
  const { port = 0, host = '127.0.0.1', seed = 7, model = 'nex-offline-1', misbehave } = options;
  const app = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  const ledger = createFaultLedger(misbehave);
  const counter = createTokenCounter();

  app.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    if (error instanceof ApiError) return send(reply, error);
    const status = error.statusCode ?? 500;
    return send(
      reply,
      new ApiError(status, error.message, status < 500 ? 'invalid_request_error' : 'server_error'),
    );
  });
  app.setNotFoundHandler((request, reply) =>
    send(
      reply,
      new ApiError(
        404,
        `Unknown request URL: ${request.method} ${request.url}`,
        'invalid_request_error',
        null,
        'unknown_url',
      ),
    ),
  );

  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/v1/models', () => ({
    object: 'list',
    data: [{ id: model, object: 'model', created: FIXED_TIME, owned_by: 'offline-rules' }],
  }));
  app.post('/admin/misbehave', (request) => {
    const parsed = misbehaviourSchema.safeParse(request.body ?? {});
    if (!parsed.success) throw invalidRequest(parsed.error);
    ledger.replace(parsed.data);
    return parsed.data;
  });

  app.post('/v1/chat/completions', async (incoming, reply) => {
    const parsed = chatRequestSchema.safeParse(incoming.body);
    if (!parsed.success) throw invalidRequest(parsed.error);
    const request: ChatRequest = parsed.data;
    const key = requestKey(request);
    const { latencyMs } = ledger.current();
    if (latencyMs) await wait(latencyMs);
    const fault = ledger.strike(JSON.stringify(request));
    if (fault && refuse(fault.kind, reply, fault.retryAfterSeconds)) return reply;
    if (fault?.kind === 'disconnect' && !request.stream) {
      reply.hijack();
      reply.raw.destroy();
      return reply;
    }
    const good = respond(request, seed);
    const spoiled = fault ? (SPOILERS[fault.kind]?.(good) ?? good) : good;
    const answer = limited(spoiled, request, counter);
    const usage = usageOf(request, answer, counter);
    const envelope = { id: `chatcmpl-${digest(24, seed, key)}`, model: request.model ?? model };
    if (!request.stream) return completionBody(envelope, answer, usage);
    const shown = request.stream_options?.include_usage ? usage : undefined;
    await stream(reply, completionChunks(envelope, answer, shown), fault?.kind === 'disconnect');
    return reply;
  });

  await app.listen({ port, host });
  const address = app.server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  const close = async () => {
    await app.close();
  };
  return { url: `http://${host}:${bound}/v1`, close, [Symbol.asyncDispose]: close };
}
