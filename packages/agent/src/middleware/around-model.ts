/** The middleware of a loop around one model call. Without middleware nothing is wrapped. */
import { type Message, type ModelReply, type ModelRequest, textMessage } from '@nex/core';
import type { LoopState } from '../loop-state.ts';
import { turnContext } from '../loop-state.ts';
import { runHook } from './hook-failure.ts';
import type { AfterModel, TurnContext } from './middleware.ts';

/** The texts that go along with this call only, as one user message. */
export async function hintsFor(state: LoopState): Promise<Message | undefined> {
  const { middleware } = state.input;
  if (!middleware) return undefined;
  const texts: string[] = [];
  const context = turnContext(state);
  for (const one of middleware) {
    if (!one.beforeModel) continue;
    texts.push(...((await runHook(one.name, 'beforeModel', () => one.beforeModel?.(context))) ?? []));
  }
  return texts.length === 0 ? undefined : textMessage('user', texts.join('\n\n'));
}

export function wrappedCall(
  state: LoopState,
  call: (request: ModelRequest) => Promise<ModelReply>,
): (request: ModelRequest) => Promise<ModelReply> {
  const { middleware } = state.input;
  if (!middleware) return call;
  const context = turnContext(state);
  return middleware.reduceRight<(request: ModelRequest) => Promise<ModelReply>>(
    (next, one) => (request) => one.wrapModelCall?.(request, next, context) ?? next(request),
    call,
  );
}

/** What the middleware makes of the answer, the innermost first. */
export async function afterModel(
  state: LoopState,
  reply: ModelReply,
): Promise<{ reply: ModelReply; continueWith: readonly Message[] }> {
  const { middleware } = state.input;
  if (!middleware) return { reply, continueWith: [] };
  const context: TurnContext = turnContext(state);
  const continueWith: Message[] = [];
  let changed = reply;
  for (const one of middleware.toReversed()) {
    if (!one.afterModel) continue;
    const before = changed;
    const after: AfterModel | undefined = await runHook(one.name, 'afterModel', () =>
      one.afterModel?.(before, context),
    );
    if (after?.message) changed = { ...changed, message: after.message };
    continueWith.push(...(after?.continueWith ?? []));
  }
  return { reply: changed, continueWith };
}
