/** The tokens of a conversation as a trainer consumes them: what was sampled has mask 1, everything else 0. */
import { type ModelReply, type ReplyTokens, textOf, toolCallsOf } from '@nex/core';

export interface RoundTrace {
  request_tokens: number[];
  response_tokens: number[];
  response_text: string;
  tool_calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
}

/** Keys as trainers read them. */
export interface TokenTrace {
  final_token_list: number[];
  /** As long as `final_token_list`. */
  response_mask: (0 | 1)[];
  /** As long as `final_token_list`, 0 where nothing was sampled; absent unless every answer has its own. */
  logprobs?: number[];
  round_traces: RoundTrace[];
  token_provider_usage: { prompt_tokens: number; completion_tokens: number; cached_tokens: number }[];
}

export type TracedReply = Pick<ModelReply, 'message' | 'tokens' | 'usage'>;

/**
 * Pure, so that recorded replies give the same trace as those of a run. One trace per unbroken sequence: where a request
 * does not begin with all tokens of the turn before (a compaction, another tokenization), a new one starts.
 * @param replies Of one agent, in the order of asking. Those without ids of prompt and answer are left out.
 */
export function tokenTracesOf(replies: readonly TracedReply[]): TokenTrace[] {
  const traces: { trace: TokenTrace; logprobs: number[] | undefined }[] = [];
  for (const { message, tokens, usage } of replies) {
    const { promptTokenIds: prompt, tokenIds: sampled } = tokens ?? {};
    if (!tokens || !prompt || !sampled) continue;
    let last = traces.at(-1);
    if (!last || !startsWith(prompt, last.trace.final_token_list)) {
      last = { trace: emptyTrace(), logprobs: [] };
      traces.push(last);
    }
    const { trace } = last;
    const added = prompt.slice(trace.final_token_list.length);
    append(trace, added, 0);
    append(trace, sampled, 1);
    const own = logprobsOf(tokens, sampled.length);
    if (!own) last.logprobs = undefined;
    else if (last.logprobs) for (const one of [...added.map(() => 0), ...own]) last.logprobs.push(one);
    trace.round_traces.push({
      request_tokens: prompt,
      response_tokens: sampled,
      response_text: tokens.text ?? textOf(message),
      tool_calls: toolCallsOf(message).map(({ id, name, argumentsText }) => ({
        id,
        type: 'function',
        function: { name, arguments: argumentsText },
      })),
    });
    trace.token_provider_usage.push({
      prompt_tokens: usage.inputTokens,
      completion_tokens: usage.outputTokens,
      cached_tokens: usage.cachedInputTokens,
    });
  }
  return traces.map(({ trace, logprobs }) => (logprobs ? { ...trace, logprobs } : trace));
}

function emptyTrace(): TokenTrace {
  return { final_token_list: [], response_mask: [], round_traces: [], token_provider_usage: [] };
}

function append(trace: TokenTrace, tokenIds: readonly number[], mask: 0 | 1): void {
  for (const id of tokenIds) {
    trace.final_token_list.push(id);
    trace.response_mask.push(mask);
  }
}

function startsWith(list: readonly number[], head: readonly number[]): boolean {
  return head.length <= list.length && head.every((id, i) => id === list[i]);
}

function logprobsOf({ logprobs }: ReplyTokens, count: number): number[] | undefined {
  return logprobs?.length === count ? logprobs.map(({ logprob }) => logprob) : undefined;
}
