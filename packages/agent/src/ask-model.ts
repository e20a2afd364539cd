/** One request to the model, with what goes around it: hints, middleware, the budget, and room made after an overflow. */
import {
  abortError,
  addUsage,
  type ModelDelta,
  type ModelReply,
  type ModelRequest,
  type ModelRetry,
  NexError,
  NO_USAGE,
  toNexError,
  type Usage,
} from '@nex/core';
import { compactAfterOverflow } from './compact-context.ts';
import { estimateMessageTokens } from './estimate-tokens.ts';
import { addCost, type LoopState } from './loop-state.ts';
import type { Stop } from './loop-types.ts';
import { hintsFor, shownDeltas, wrappedCall } from './middleware/around-model.ts';
import type { ReplyEvents } from './reply-events.ts';
import { stopByAbort } from './stop/aborted.ts';

/** Compactions for one call after which an overflow is the run's failure. */
const OVERFLOW_TRIES = 4;

type Asked = { reply: ModelReply } | { stop: Stop } | { error: NexError };

export async function askModel(
  state: LoopState,
  events: ReplyEvents,
): Promise<{ reply: ModelReply } | { stop: Stop }> {
  for (let attempt = 0; ; attempt += 1) {
    const asked = await ask(state, events);
    if (!('error' in asked)) return asked;
    const { error } = asked;
    if (error.code === 'context_overflow' && attempt < OVERFLOW_TRIES) {
      if (await compactAfterOverflow(state, attempt)) continue;
      if (state.halt.signal.aborted) return { stop: stopByAbort(abortError(state.halt.signal)) };
    }
    return { stop: { stopReason: 'model_error', failure: error.toFailure() } };
  }
}

async function ask(state: LoopState, events: ReplyEvents): Promise<Asked> {
  const { input, halt } = state;
  const { budget, sampling, extra, output } = input;
  const hints = await hintsFor(state);
  const { messages } = state;
  try {
    state.validate(messages);
  } catch (thrown) {
    return { stop: { stopReason: 'error', failure: toNexError(thrown).toFailure() } };
  }
  const request: ModelRequest = {
    messages: hints ? [...messages, hints] : messages,
    ...(state.definitions.length > 0 ? { tools: state.definitions } : {}),
    ...(output ? { responseSchema: { name: 'answer', schema: output.schema } } : {}),
    ...(sampling ? { sampling } : {}),
    ...(extra ? { extra } : {}),
  };
  const reserved = state.contextTokens + (hints ? estimateMessageTokens(hints) : 0);
  if (!(await budget.reserve(reserved))) return { stop: stopByBudget(budget) };
  let usage = NO_USAGE;
  try {
    const answered = await call(state, request, events);
    usage = answered.usage;
    addCost(state, usage);
    return { reply: answered.reply };
  } catch (thrown) {
    events.discard();
    if (halt.signal.aborted) return { stop: stopByAbort(abortError(halt.signal)) };
    return { error: toNexError(thrown, 'internal', 'The model call failed.') };
  } finally {
    await budget.settle(reserved, usage.inputTokens + usage.outputTokens, usage.costUsd);
  }
}

/**
 * The answer as the outermost middleware gives it, and what it cost with the answers that middleware threw away. What
 * was streamed of other answers is taken back.
 */
async function call(
  state: LoopState,
  request: ModelRequest,
  events: ReplyEvents,
): Promise<{ reply: ModelReply; usage: Usage }> {
  const { model, emit, clock, stream = true } = state.input;
  const { signal } = state.halt;
  const show = shownDeltas(state, events.onDelta);
  const onDelta = (delta: ModelDelta) => {
    if (!signal.aborted) show(delta);
  };
  const onRetry = (retry: ModelRetry) => emit({ type: 'RETRY', timestamp: clock(), data: { ...retry } });
  const options = stream ? { signal, onDelta, onRetry } : { signal, onRetry };
  let last: ModelReply | undefined;
  let usage = NO_USAGE;
  const run = wrappedCall(state, async (wanted) => {
    events.discard();
    if (last) usage = addUsage(usage, last.usage);
    last = await model.call(wanted, options);
    return last;
  });
  const reply = await state.halt.until(() => run(request));
  if (reply.message !== last?.message) events.discard();
  return { reply, usage: addUsage(usage, reply.usage) };
}

function stopByBudget({ maxTokens, maxCostUsd }: LoopState['input']['budget']): Stop {
  const limits = [
    ...(maxTokens === undefined ? [] : [`${maxTokens} tokens`]),
    ...(maxCostUsd === undefined ? [] : [`${maxCostUsd} US dollars`]),
  ];
  const failure = new NexError(
    'budget_exhausted',
    `The next model call does not fit into the ${limits.join(' and ')}.`,
    { hint: 'Give the run a larger maxTokens or maxCostUsd.' },
  );
  return { stopReason: 'budget', failure: failure.toFailure() };
}
