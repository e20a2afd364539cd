/**
 * One model call: check the request, reserve the tokens, ask, record. An answer without text and calls is asked for
 * again within the same iteration; what the discarded answers cost is booked on the one that is kept.
 */
import {
  abortError,
  addUsage,
  type Message,
  type ModelDelta,
  type ModelReply,
  NexError,
  NO_USAGE,
  textOf,
  toNexError,
  type Usage,
} from '@nex/core';
import { appendMessages, type LoopState, type Turn } from './loop-state.ts';
import type { Stop } from './loop-types.ts';
import { createReplyEvents, type ReplyEvents } from './reply-events.ts';
import { stopByAbort } from './stop/aborted.ts';
import { uniqueCallIds } from './unique-call-ids.ts';
import { untilAborted } from './until-aborted.ts';

/** Tries for one answer that says something. */
const EMPTY_ANSWER_TRIES = 3;

/** The turn that the recorded answer opens, or why there is none. Rejects when the recorder does. */
export async function callModel(state: LoopState): Promise<{ turn: Turn } | { stop: Stop }> {
  const { input } = state;
  const iteration = state.iterations + 1;
  const startedAt = input.clock();
  const events = createReplyEvents(input.emit, input.clock, `m${iteration}`);
  let usage = NO_USAGE;
  for (let attempt = 1; attempt <= EMPTY_ANSWER_TRIES; attempt += 1) {
    const asked = await ask(state, events);
    if ('stop' in asked) return asked;
    const { reply } = asked;
    usage = addUsage(usage, reply.usage);
    if (isEmpty(reply)) {
      events.discard();
      continue;
    }
    const message = uniqueCallIds(reply.message, state.callIds);
    const { finishReason, model } = reply;
    const latencyMs = input.clock() - startedAt;
    await input.recorder.recordReply({ iteration, message, usage, finishReason, model, latencyMs });
    state.iterations = iteration;
    appendReply(state, message, reply.usage);
    announce(state, events, message, { model, finishReason, latencyMs, iteration });
    return { turn: { message, finishReason, results: [] } };
  }
  const failure = new NexError(
    'model_bad_output',
    `The model gave ${EMPTY_ANSWER_TRIES} answers without text and without tool calls.`,
    { hint: 'Try another model, or look whether its output limit is too small.' },
  );
  return { stop: { stopReason: 'model_error', failure: failure.toFailure() } };
}

async function ask(state: LoopState, events: ReplyEvents): Promise<{ reply: ModelReply } | { stop: Stop }> {
  const { model, budget, sampling, extra, stream = true } = state.input;
  const { signal } = state.halt;
  try {
    state.validate(state.messages);
  } catch (thrown) {
    return { stop: { stopReason: 'error', failure: toNexError(thrown).toFailure() } };
  }
  const reserved = state.contextTokens;
  if (!(await budget.reserve(reserved))) return { stop: stopByBudget(budget.maxTokens ?? 0) };
  let usage: Usage = NO_USAGE;
  const onDelta = (delta: ModelDelta) => {
    if (!signal.aborted) events.onDelta(delta);
  };
  try {
    const reply = await untilAborted(signal, () =>
      model.call(
        {
          messages: state.messages,
          ...(state.definitions.length > 0 ? { tools: state.definitions } : {}),
          ...(sampling ? { sampling } : {}),
          ...(extra ? { extra } : {}),
        },
        stream ? { signal, onDelta } : { signal },
      ),
    );
    usage = reply.usage;
    state.usage = addUsage(state.usage, usage);
    return { reply };
  } catch (thrown) {
    events.discard();
    if (signal.aborted) return { stop: stopByAbort(abortError(signal)) };
    const failure = toNexError(thrown, 'internal', 'The model call failed.').toFailure();
    return { stop: { stopReason: 'model_error', failure } };
  } finally {
    await budget.settle(reserved, usage.inputTokens + usage.outputTokens);
  }
}

/** A truncated answer is not empty: asking again would be cut at the same place. */
function isEmpty(reply: ModelReply): boolean {
  if (reply.finishReason === 'length') return false;
  return textOf(reply.message).trim() === '' && !reply.message.content.some((b) => b.type === 'tool_call');
}

/** The provider's count of the context replaces the estimate. */
function appendReply(state: LoopState, message: Message, usage: Usage): void {
  appendMessages(state, [message]);
  const known = usage.inputTokens + usage.outputTokens;
  if (known > 0 && state.input.budget.maxTokens !== undefined) state.contextTokens = known;
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

function stopByBudget(maxTokens: number): Stop {
  const failure = new NexError(
    'budget_exhausted',
    `The next model call does not fit into the ${maxTokens} tokens.`,
    {
      hint: 'Give the run a larger maxTokens.',
    },
  );
  return { stopReason: 'budget', failure: failure.toFailure() };
}
