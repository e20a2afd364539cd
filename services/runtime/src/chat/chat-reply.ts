/** A run in the words of chat completions. `nex_run_id` is the way to everything that the agent did. */
import type { Run, StopReason, Usage } from '@nex/core';
import type { ChatCompletion } from './chat-answers.ts';

type FinishReason = ChatCompletion['choices'][number]['finish_reason'];

const FINISH: Partial<Record<StopReason, FinishReason>> = {
  answered: 'stop',
  stop_tool: 'stop',
  truncated: 'length',
  max_iterations: 'length',
  budget: 'length',
};

export function finishReason(stopReason: StopReason | null): FinishReason {
  return (stopReason && FINISH[stopReason]) ?? 'stop';
}

export function chatUsage(usage: Usage) {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}

export function chatCompletion(run: Run, model: string): ChatCompletion {
  return {
    id: `chatcmpl-${run.id}`,
    object: 'chat.completion',
    created: Math.floor(Date.parse(run.createdAt) / 1000),
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: run.response, refusal: null },
        logprobs: null,
        finish_reason: finishReason(run.stopReason),
      },
    ],
    usage: chatUsage(run.usage),
    nex_run_id: run.id,
  };
}

/** One part of a streamed answer. */
export function chatChunk(
  run: { id: string; createdAt: string },
  model: string,
  delta: { role?: 'assistant'; content?: string },
  finish: string | null = null,
) {
  return {
    id: `chatcmpl-${run.id}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.parse(run.createdAt) / 1000),
    model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    nex_run_id: run.id,
  };
}
