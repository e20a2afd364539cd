/** A conversation that a middleware gives in place of the present one: written before anything is done with it. */
import { type Message, NO_USAGE, toolCallsOf } from '@nex/core';
import { estimateTokens } from '../estimate-tokens.ts';
import { appendMessages, type LoopState, replaceMessages } from '../loop-state.ts';

/** Does nothing when nothing changed, or while calls of the last turn are open. Rejects when the recorder does. */
export async function takeMessages(state: LoopState, messages: readonly Message[]): Promise<void> {
  const { messages: before, turn } = state;
  const { recorder, emit, clock } = state.input;
  if (turn && turn.results.length < toolCallsOf(turn.message).length) return;
  const added = messages.slice(before.length);
  const grown = messages.length >= before.length && before.every((message, at) => message === messages[at]);
  if (grown && added.length === 0) return;
  state.turn = undefined;
  if (grown) {
    await recorder.recordMessages(added);
    appendMessages(state, added);
    return;
  }
  const indexes = new Map(before.map((message, at) => [message, at]));
  const tokensAfter = estimateTokens(messages, state.definitions);
  const report = {
    mode: 'regular' as const,
    stages: ['middleware' as const],
    messagesBefore: before.length,
    messagesAfter: messages.length,
    tokensBefore: state.contextTokens,
    tokensAfter,
  };
  const origins = messages.map((message) => indexes.get(message) ?? null);
  const trigger = 'middleware' as const;
  await recorder.recordReplacement({ messages, origins, report, trigger, usage: NO_USAGE });
  replaceMessages(state, messages, tokensAfter);
  const data = { ...report, phase: 'before_model', triggerReason: trigger, success: true };
  emit({ type: 'COMPACTION_FINISHED', timestamp: clock(), data });
}
