/**
 * Calls that a message may cancel. Clients of the era with sessions cancel by a message of its own, which names the call by
 * its id alone; so `initialize` gives each client a name that it sends along from then on. Nothing else is kept of it, and any
 * replica takes any name; a cancelling message works where it reaches the replica that has the call.
 */
import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '@nex/core';
import type { HttpRequest } from '@nex/http';
import { callerOf } from '../../access/caller.ts';

const SESSION = 'mcp-session-id';

export interface CallUnderWay extends Disposable {
  /** Aborts when the client cancels the call by a message. */
  signal: AbortSignal;
}

export interface CallsUnderWay {
  /** Until it is disposed, the call of this request can be cancelled. */
  begin(request: HttpRequest, body: JsonObject | undefined): CallUnderWay;
  /** Does what a message says that cancels a call; any other is nothing to it. */
  heed(request: HttpRequest, body: JsonObject | undefined): void;
}

export function createCallsUnderWay(): CallsUnderWay {
  const calls = new Map<string, AbortController>();
  const nameOf = (request: HttpRequest, id: unknown): string | undefined => {
    const session = request.headers[SESSION];
    if (typeof session !== 'string' || (typeof id !== 'string' && typeof id !== 'number')) return undefined;
    const { tenant, actor } = callerOf(request);
    return JSON.stringify([tenant, actor, session, id]);
  };
  return {
    begin(request, body) {
      const control = new AbortController();
      const name = nameOf(request, body?.['id']);
      if (name !== undefined) calls.set(name, control);
      return {
        signal: control.signal,
        [Symbol.dispose]() {
          if (name !== undefined && calls.get(name) === control) calls.delete(name);
        },
      };
    },
    heed(request, body) {
      if (body?.['method'] !== 'notifications/cancelled' || !isJsonObject(body['params'])) return;
      const name = nameOf(request, body['params']['requestId']);
      if (name !== undefined) calls.get(name)?.abort();
    },
  };
}

/** The answer to `initialize` with a name for the client. */
export function named(answer: Response, body: JsonObject | undefined): Response {
  if (body?.['method'] !== 'initialize' || !answer.ok) return answer;
  const headers = new Headers(answer.headers);
  headers.set(SESSION, randomUUID());
  return new Response(answer.body, { status: answer.status, headers });
}
