/** The middleware of a loop around one model call. Without middleware nothing is wrapped. */
import { type Message, type ModelDelta, type ModelReply, type ModelRequest, textMessage } from '@nex/core';
import type { LoopState } from '../loop-state.ts';
import { turnContext } from '../loop-state.ts';
import { runHook } from './hook-failure.ts';
import type { AfterModel, BeforeModel, TurnContext } from './middleware.ts';
import { takeMessages } from './take-messages.ts';

/** Lets the middleware change the conversation; the texts that go along with this call only, as one user message. */
export async function hintsFor(state: LoopState): Promise<Message | undefined> {
  const { middleware } = state.input;
  if (!middleware) return undefined;
  const texts: string[] = [];
  for (const one of middleware) {
    if (!one.beforeModel) continue;
    const given = await runHook(one.name, 'beforeModel', () => one.beforeModel?.(turnContext(state)));
    const { hints = [], messages } = isTexts(given) ? { hints: given } : (given ?? {});
    if (messages) await takeMessages(state, messages);
    texts.push(...hints);
  }
  return texts.length === 0 ? undefined : textMessage('user', texts.join('\n\n'));
}

function isTexts(given: BeforeModel | readonly string[] | undefined): given is readonly string[] {
  return Array.isArray(given);
}

/** Each delta as the middleware lets it be seen, the first one first. */
export function shownDeltas(
  state: LoopState,
  show: (delta: ModelDelta) => void,
): (delta: ModelDelta) => void {
  const hooks = state.input.middleware?.filter((one) => one.streamDelta) ?? [];
  if (hooks.length === 0) return show;
  const context = turnContext(state);
  return (delta) => {
    let shown: ModelDelta | undefined = delta;
    for (const one of hooks) shown &&= one.streamDelta?.(shown, context);
    if (shown) show(shown);
  };
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
