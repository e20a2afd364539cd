/**
 * A process that runs custom tools: started at the first call, kept for the calls of a run, replaced when it crashes or
 * when a cancelled call does not give way.
 */
import type { JsonObject, ToolContext } from '@nex/core';
import type { SandboxProcess } from '../sandbox/sandbox.ts';
import { type HostAnswer, type HostSession, openHostSession } from './host-session.ts';

export interface HostCall {
  /** What to run, in the words of the host program. */
  target: JsonObject;
  args: JsonObject;
  context: ToolContext;
  timeoutMs: number;
}

export interface ToolHost extends AsyncDisposable {
  /** Failures are answers; throws only when the signal aborts. */
  call(call: HostCall): Promise<HostAnswer>;
}

/** How long a cancelled call may take to end before its process is given up. */
const CANCEL_GRACE_MS = 2000;

export function createToolHost(start: () => Promise<SandboxProcess>): ToolHost {
  let current: Promise<HostSession> | undefined;
  let closed = false;
  const sessions = new Map<HostSession, Promise<HostSession>>();

  const open = (): Promise<HostSession> => {
    const opening = (current ??= start().then(openHostSession));
    const forget = (): void => {
      if (current === opening) current = undefined;
    };
    opening.then((session) => {
      if (sessions.has(session)) return;
      sessions.set(session, opening);
      void session.ended.then(() => {
        sessions.delete(session);
        forget();
      });
    }, forget);
    return opening;
  };
  const retire = (session: HostSession): void => {
    if (current === sessions.get(session)) current = undefined;
    session.retire();
  };

  return {
    async call({ target, args, context, timeoutMs }) {
      context.signal.throwIfAborted();
      if (closed) return infrastructure('The tools of this run are closed.');
      const session = await open().catch(() => undefined);
      context.signal.throwIfAborted();
      if (session === undefined)
        return infrastructure('The process that runs the tool could not be started.');
      const call = session.start({ target, args }, context);
      const stop = Promise.withResolvers<'aborted' | 'timeout'>();
      const onAbort = (): void => stop.resolve('aborted');
      context.signal.addEventListener('abort', onAbort, { once: true });
      const timer = setTimeout(() => stop.resolve('timeout'), timeoutMs);
      const first = await Promise.race([call.answer, stop.promise]);
      clearTimeout(timer);
      context.signal.removeEventListener('abort', onAbort);
      if (typeof first !== 'string') return first;
      call.cancel();
      const grace = setTimeout(() => retire(session), CANCEL_GRACE_MS).unref();
      void call.answer.then(() => clearTimeout(grace));
      context.signal.throwIfAborted();
      const text = `It took longer than its limit of ${timeoutMs / 1000} s and was stopped.`;
      return { ok: false, kind: 'tool_error', message: text };
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await current?.catch(() => undefined);
      await Promise.all([...sessions.keys()].map((session) => session[Symbol.asyncDispose]()));
    },
  };
}

function infrastructure(message: string): HostAnswer {
  return { ok: false, kind: 'infrastructure', message };
}
