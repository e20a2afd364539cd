/** The answers of one agent in tokens, as unbroken sequences that only grow. */
import { type ReplyTokens, type SampledSequence, textMessage, type Usage } from '@nex/core';
import { type TokenTrace, tokenTracesOf } from './token-trace.ts';

const NO_TEXT = textMessage('assistant', '');

/** Empty unless every answer has the ids of its prompt and its own. @param answers In the order of asking. */
export function sampledSequencesOf(
  answers: readonly { tokens?: ReplyTokens | null; usage: Usage }[],
): SampledSequence[] {
  const replies = answers.flatMap(({ tokens, usage }) =>
    tokens?.promptTokenIds && tokens.tokenIds ? [{ message: NO_TEXT, tokens, usage }] : [],
  );
  if (replies.length < answers.length) return [];
  let answer = 0;
  return tokenTracesOf(replies).map((trace): SampledSequence => {
    const spans = trace.round_traces.map(spanOf).map((span) => ({ ...span, answer: answer++ }));
    const { final_token_list: tokens, logprobs } = trace;
    return { tokens, spans, ...(logprobs ? { logprobs } : {}) };
  });
}

/** Where the answer of a round lies in its sequence. */
function spanOf({ request_tokens: request, response_tokens: response }: TokenTrace['round_traces'][number]) {
  return { start: request.length, end: request.length + response.length };
}
