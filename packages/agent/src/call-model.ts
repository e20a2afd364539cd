/**
 * One model call: ask, let the middleware look, record. An answer without text and calls is asked for again within the
 * same iteration; what the discarded answers cost is booked on the one that is kept.
 */
import { type Message, type ModelReply, NexError, NO_USAGE, textOf } from '@nex/core';
import { askModel } from './ask-model.ts';
import { appendMessages, type LoopState, type Turn } from './loop-state.ts';
import type { Stop } from './loop-types.ts';
import { afterModel } from './middleware/around-model.ts';
import { createReplyEvents, type ReplyEvents } from './reply-events.ts';
import { uniqueCallIds } from './unique-call-ids.ts';

/** Tries for one answer that says something. */
const EMPTY_ANSWER_TRIES = 3;

export interface Answered {
  turn: Turn;
  /** What middleware makes the agent go on with, where it would have ended. */
  continueWith: readonly Message[];
}

/** The turn that the recorded answer opens, or why there is none. Rejects when the recorder does. */
export async function callModel(state: LoopState): Promise<Answered | { stop: Stop }> {
  const { input } = state;
  const iteration = state.iterations + 1;
  const startedAt = input.clock();
  const events = createReplyEvents(input.emit, input.clock, `m${iteration}`);
  for (let attempt = 1; attempt <= EMPTY_ANSWER_TRIES; attempt += 1) {
    const asked = await askModel(state, events);
    if ('stop' in asked) return asked;
    const { reply, continueWith } = await afterModel(state, asked.reply);
    if (reply.message !== asked.reply.message) events.discard();
    if (isEmpty(reply)) {
      events.discard();
      continue;
    }
    const message = uniqueCallIds(reply.message, state.callIds);
    const { finishReason, model, tokens } = reply;
    const provider = reply.provider ?? input.model.provider;
    const now = input.clock();
    const latencyMs = now - startedAt;
    await input.recorder.recordReply({
      iteration,
      message,
      usage: state.unrecorded,
      finishReason,
      model,
      provider,
      latencyMs,
      ...(tokens ? { tokens } : {}),
    });
    state.unrecorded = NO_USAGE;
    state.iterations = iteration;
    state.answeredAt = now;
    appendReply(state, message, reply);
    announce(state, events, message, { model, finishReason, latencyMs, iteration });
    return { turn: { message, finishReason, results: [] }, continueWith };
  }
  const failure = new NexError(
    'model_bad_output',
    `The model gave ${EMPTY_ANSWER_TRIES} answers without text and without tool calls.`,
    { hint: 'Try another model, or look whether its output limit is too small.' },
  );
  return { stop: { stopReason: 'model_error', failure: failure.toFailure() } };
}

/** A truncated answer is not empty: asking again would be cut at the same place. */
function isEmpty(reply: ModelReply): boolean {
  if (reply.finishReason === 'length') return false;
  return textOf(reply.message).trim() === '' && !reply.message.content.some((b) => b.type === 'tool_call');
}

/** The provider's count of the context replaces the estimate. */
function appendReply(state: LoopState, message: Message, { usage }: ModelReply): void {
  appendMessages(state, [message]);
  const known = usage.inputTokens + usage.outputTokens;
  if (known > 0) state.contextTokens = known;
}

function announce(
  state: LoopState,
  events: ReplyEvents,
  message: Message,
  call: { model: string; finishReason: string; latencyMs: number; iteration: number },
): void {
  const { emit, clock } = state.input;
  events.complete(message);
  const messageId = events.messageId();
  emit({ type: 'MODEL_CALL_FINISHED', timestamp: clock(), data: { messageId, ...call } });
  emit({ type: 'USAGE_UPDATE', timestamp: clock(), data: { usage: { ...state.usage } } });
}
