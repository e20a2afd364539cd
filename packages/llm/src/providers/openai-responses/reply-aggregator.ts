/** Puts an answer together from events, or from the whole response, which is the same as its last event. */
import type { FinishReason, Usage } from '@nex/core';
import type { Aggregator, AnswerContext } from '../wire-model.ts';
import { createItemCollector } from './item-collector.ts';
import type { WireError, WireEvent, WireResponse, WireUsage } from './wire.ts';

/** The status that a failure within an answer would have had as an answer of its own. */
const STATUS_OF: Record<string, number> = {
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  server_error: 500,
  server_is_overloaded: 503,
  invalid_prompt: 400,
  invalid_request_error: 400,
  context_length_exceeded: 400,
};

export function createReplyAggregator(
  modelName: string,
  { onDelta, fail }: Pick<AnswerContext, 'onDelta' | 'fail'>,
): Aggregator {
  const items = createItemCollector(onDelta);
  let last: WireResponse | undefined;
  let model = modelName;
  let finished = false;

  function end(response: WireResponse): void {
    if (response.error || response.status === 'failed') throw failure(response.error ?? {});
    response.output?.forEach((item, index) => items.put(index, item));
    last = response;
    finished = true;
  }

  function failure(error: WireError): Error {
    const kind = error.code ?? error.type ?? '';
    return fail(STATUS_OF[kind] ?? (kind.includes('image') ? 400 : 502), { error });
  }

  function pushEvent(event: WireEvent): void {
    const index = event.output_index ?? 0;
    const delta = event.delta ?? '';
    switch (event.type ?? '') {
      case 'response.output_item.added':
      case 'response.output_item.done':
        if (event.item) items.put(index, event.item);
        break;
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        items.text('message', index, event.content_index ?? 0, 'content', delta, event.logprobs ?? undefined);
        break;
      case 'response.reasoning_text.delta':
        items.text('reasoning', index, event.content_index ?? 0, 'content', delta);
        break;
      case 'response.reasoning_summary_text.delta':
        items.text('reasoning', index, event.summary_index ?? 0, 'summary', delta);
        break;
      case 'response.function_call_arguments.delta':
        items.arguments(index, delta);
        break;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        end(event.response ?? {});
        break;
      case 'error':
        throw failure(event.error ?? event);
      default:
      // The other events announce or repeat what these say.
    }
  }

  return {
    get finished() {
      return finished;
    },
    pushWhole(body) {
      const response = body as WireResponse;
      if (response.model) model = response.model;
      if (!response.output && !response.error) return false;
      end(response);
      return true;
    },
    push(data) {
      const event = data as WireEvent;
      if (event.response?.model) model = event.response.model;
      // A gateway's own failure has no type of an event.
      if (event.type === undefined && event.error) throw failure(event.error);
      pushEvent(event);
      return finished;
    },
    reply() {
      const logprobs = items.logprobs();
      return {
        message: { role: 'assistant', content: items.blocks() },
        finishReason: finishReasonOf(last, items.callCount),
        usage: usageOf(last?.usage ?? undefined),
        model,
        ...(logprobs.length > 0 ? { tokens: { logprobs } } : {}),
      };
    },
  };
}

function finishReasonOf(response: WireResponse | undefined, calls: number): FinishReason {
  const reason = response?.incomplete_details?.reason;
  if (reason === 'max_output_tokens' || reason === 'max_tokens') return 'length';
  if (reason === 'content_filter') return 'content_filter';
  if (reason || response?.status === 'incomplete') return 'unknown';
  return calls > 0 ? 'tool_calls' : 'stop';
}

/** Input includes what was cached, output includes reasoning, as in core. */
function usageOf(usage: WireUsage | undefined): Usage {
  return {
    inputTokens: usage?.input_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
    cachedInputTokens: usage?.input_tokens_details?.cached_tokens ?? 0,
    reasoningTokens: usage?.output_tokens_details?.reasoning_tokens ?? 0,
    modelCalls: 1,
  };
}
