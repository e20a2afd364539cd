/**
 * Serves an agent over lines of JSON. Requests run concurrently: those of one session one at a time, and agent.stop at
 * any time. Each line gets its frames, the last of which is a result or an error.
 */
import { type JsonObject, NexError, toNexError } from '@nex/core';
import { type LocalAgent, type LocalConversation, type LocalDesk, resultJson } from '@nex/local-agent';
import type * as z from 'zod';
import {
  errorFrame,
  eventFrame,
  failureData,
  PermissionParams,
  Request,
  RequestId,
  RPC_ERROR,
  RunParams,
  resultFrame,
  StopParams,
  wireEvent,
} from './stdio-frames.ts';
import { inputOf } from './stdio-input.ts';
import { createPermissionSlots, type PermissionSlots } from './stdio-permissions.ts';

export interface StdioServer {
  /** Takes a line; never throws. */
  take(line: string): void;
  /** Settles when no request is at work. */
  idle(): Promise<void>;
}

interface Running {
  sessionId: string;
  control: AbortController;
  ended: Promise<void>;
  permissions: PermissionSlots;
}

/** `send` writes one frame. Aborting `signal` stops all runs. */
export function createStdioServer(
  agent: LocalAgent,
  send: (frame: JsonObject) => void,
  signal: AbortSignal,
): StdioServer {
  const sessions = new Map<string, LocalConversation>();
  const running = new Map<RequestId, Running>();
  const pending = new Set<Promise<void>>();

  const conversationOf = (sessionId: string): LocalConversation => {
    const present = sessions.get(sessionId);
    if (present) return present;
    const opened = agent.openConversation();
    sessions.set(sessionId, opened);
    return opened;
  };

  const run = async ({ id, params }: Request, streams: boolean): Promise<void> => {
    const given = parse(RunParams, params);
    if (running.has(id))
      throw new NexError('invalid_request', 'A request with this id is at work.', { where: 'id' });
    const control = new AbortController();
    const ended = Promise.withResolvers<void>();
    const permissions = createPermissionSlots((event) => send(eventFrame(id, event)));
    running.set(id, { sessionId: given.session_id, control, ended: ended.promise, permissions });
    const desk: LocalDesk | undefined = given.permissions === 'ask' ? permissions : undefined;
    try {
      const result = await conversationOf(given.session_id).run(inputOf(given.messages), {
        signal: AbortSignal.any([control.signal, signal]),
        ...(given.output_schema ? { outputSchema: given.output_schema } : {}),
        ...(streams
          ? { emit: (event, place) => send(eventFrame(id, wireEvent(event, place, given.session_id))) }
          : {}),
        ...(desk ? { permissions: desk } : {}),
      });
      const wire = { ...resultJson(result) };
      const { failure } = result;
      if (!failure || result.stopReason === 'cancelled') send(resultFrame(id, wire as unknown as JsonObject));
      else
        send(
          errorFrame(id, RPC_ERROR.failed, failure.message, {
            ...failureData(failure),
            run_id: result.runId,
          }),
        );
    } finally {
      running.delete(id);
      ended.resolve();
    }
  };

  const stop = async ({ id, params }: Request): Promise<void> => {
    const { session_id: sessionId, request_id: requestId } = parse(StopParams, params);
    const chosen = [...running].filter(
      ([key, one]) =>
        (requestId === undefined || key === requestId) &&
        (sessionId === undefined || one.sessionId === sessionId),
    );
    for (const [, { control }] of chosen) control.abort();
    await Promise.all(chosen.map(([, { ended }]) => ended));
    send(resultFrame(id, { status: 'success', stopped: chosen.map(([key]) => key) }));
  };

  const decide = async ({ id, params }: Request): Promise<void> => {
    const given = parse(PermissionParams, params);
    const found = running.get(given.request_id)?.permissions.decide(given) ?? false;
    if (!found)
      throw new NexError('invalid_request', 'No tool call with this id waits for a permission.', {
        where: 'call_id',
      });
    send(resultFrame(id, { status: 'success' }));
  };

  const METHODS: Readonly<Record<string, (request: Request) => Promise<void>>> = {
    'agent.stream': (request) => run(request, true),
    'agent.query': (request) => run(request, false),
    'agent.stop': stop,
    'agent.permission': decide,
  };

  const handle = async (request: Request): Promise<void> => {
    const method = Object.hasOwn(METHODS, request.method) ? METHODS[request.method] : undefined;
    if (!method) {
      const known = Object.keys(METHODS).join(', ');
      return send(
        errorFrame(
          request.id,
          RPC_ERROR.unknownMethod,
          `There is no method ${request.method}; there are ${known}.`,
        ),
      );
    }
    try {
      await method(request);
    } catch (thrown) {
      const failure = toNexError(thrown, 'internal', 'The request failed.').toFailure();
      const code = failure.code === 'invalid_request' ? RPC_ERROR.invalidParams : RPC_ERROR.failed;
      send(errorFrame(request.id, code, failure.message, failureData(failure)));
    }
  };

  return {
    take(line) {
      if (line.trim() === '') return;
      const request = readRequest(line);
      if ('frame' in request) return send(request.frame);
      const handled = handle(request).finally(() => pending.delete(handled));
      pending.add(handled);
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

function readRequest(line: string): Request | { frame: JsonObject } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { frame: errorFrame(null, RPC_ERROR.parse, 'The line is not JSON.') };
  }
  const parsed = Request.safeParse(value);
  if (parsed.success) return parsed.data;
  const id = RequestId.safeParse(
    typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined,
  );
  return {
    frame: errorFrame(id.success ? id.data : null, RPC_ERROR.invalidRequest, problemOf(parsed.error)),
  };
}

function parse<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new NexError('invalid_request', problemOf(parsed.error), { where: 'params' });
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  const at = issue?.path.map(String).join('.') ?? '';
  return `${at === '' ? 'The request' : at}: ${issue?.message ?? 'not valid'}`;
}
