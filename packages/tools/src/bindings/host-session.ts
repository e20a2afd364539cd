/**
 * The conversation with one host process: JSON-RPC 2.0, a message a line, in both directions. The platform sends `call`
 * (answered once) and the notification `cancel {call}`; the host sends `storage.get {call, key}`,
 * `storage.set {call, key, value}`, `storage.entries {call}` and the notification `progress {call, …}`. `call` is the
 * id of the platform's request, and decides whose storage is meant.
 */
import { isJsonObject, type Json, type JsonObject, parseJsonObject, type ToolContext } from '@nex/core';
import type { SandboxProcess } from '../sandbox/sandbox.ts';
import { readLines } from './read-lines.ts';
import { answerStorage } from './storage-requests.ts';

export type HostAnswer =
  | { ok: true; value: Json }
  | { ok: false; kind: 'tool_error' | 'infrastructure'; message: string };

export interface StartedCall {
  answer: Promise<HostAnswer>;
  /** Asks the host to stop it; from here on the call has neither storage nor progress. */
  cancel(): void;
}

export interface HostSession extends AsyncDisposable {
  readonly ended: Promise<void>;
  start(params: JsonObject, context: ToolContext): StartedCall;
  /** Takes no more calls, and ends once those that nobody cancelled are answered. */
  retire(): void;
}

interface Pending {
  context: ToolContext;
  isCancelled: boolean;
  settle(answer: HostAnswer): void;
}

const CRASHED: HostAnswer = {
  ok: false,
  kind: 'infrastructure',
  message: 'The process that runs the tool ended unexpectedly.',
};

/** Takes over the process. */
export function openHostSession(host: SandboxProcess): HostSession {
  const pending = new Map<number, Pending>();
  let count = 0;
  let retired = false;
  let isOver = false;

  const send = (message: JsonObject): void => {
    if (!isOver) host.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  const dispose = () => host[Symbol.asyncDispose]();
  const endWhenIdle = (): void => {
    if (retired && [...pending.values()].every(({ isCancelled }) => isCancelled)) void dispose();
  };
  const settle = (id: number, answer: HostAnswer): void => {
    const call = pending.get(id);
    if (call === undefined) return;
    pending.delete(id);
    call.settle(answer);
    endWhenIdle();
  };
  const receive = async (message: JsonObject): Promise<void> => {
    const { id, method } = message;
    const params = isJsonObject(message['params']) ? message['params'] : {};
    if (typeof method !== 'string') {
      if (typeof id === 'number') settle(id, answerOf(message));
      return;
    }
    const call = pending.get(Number(params['call']));
    const context = call?.isCancelled === false ? call.context : undefined;
    if (method === 'progress') reportProgress(params, context);
    else if (id !== undefined) send({ id, ...(await answerStorage(method, params, context?.storage)) });
  };
  const read = async (): Promise<void> => {
    for await (const line of readLines(host.stdout)) {
      const message = parseJsonObject(line);
      if (message !== undefined) void receive(message);
    }
  };
  const end = async (): Promise<void> => {
    // A line that is too long ends the conversation like the end of the process does.
    await read().catch(() => {});
    await dispose();
    isOver = true;
    for (const id of pending.keys()) settle(id, CRASHED);
  };
  const ended = end();

  return {
    ended,
    start(params, context) {
      const id = ++count;
      const { promise: answer, resolve } = Promise.withResolvers<HostAnswer>();
      if (isOver) resolve(CRASHED);
      else {
        pending.set(id, { context, isCancelled: false, settle: resolve });
        send({ id, method: 'call', params: { ...params, call_id: context.callId } });
      }
      return {
        answer,
        cancel() {
          const call = pending.get(id);
          if (call === undefined) return;
          call.isCancelled = true;
          send({ method: 'cancel', params: { call: id } });
          endWhenIdle();
        },
      };
    },
    retire() {
      retired = true;
      endWhenIdle();
    },
    async [Symbol.asyncDispose]() {
      await dispose();
      await ended;
    },
  };
}

function answerOf({ result, error }: JsonObject): HostAnswer {
  if (!isJsonObject(error)) return { ok: true, value: result ?? null };
  const data = isJsonObject(error['data']) ? error['data'] : {};
  const kind = data['kind'] === 'infrastructure' ? 'infrastructure' : 'tool_error';
  const { message } = error;
  return { ok: false, kind, message: typeof message === 'string' ? message : 'The tool failed.' };
}

function reportProgress(params: JsonObject, context: ToolContext | undefined): void {
  const { progress, total, message } = params;
  if (typeof progress !== 'number') return;
  context?.onProgress?.({
    progress,
    ...(typeof total === 'number' && { total }),
    ...(typeof message === 'string' && { message }),
  });
}
