/** Puts an answer together. A whole answer is the same thing in one part, so streaming and not streaming give the same message. */
import type { Block, FinishReason, ReasoningBlock, TextBlock, TokenLogprob, Usage } from '@nex/core';
import { toolCallBlock } from '../call-arguments.ts';
import { compactJson, rawJsonAt } from '../raw-json.ts';
import { statusOf } from '../status-of.ts';
import type { Aggregator, AnswerContext } from '../wire-model.ts';
import { createCallIds } from './call-ids.ts';
import { logprobsOf } from './logprobs.ts';
import type { WirePart, WireReply, WireUsage } from './wire.ts';

const FINISH_REASONS: Record<string, FinishReason> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
};
/** The model began a call that the server could not read; asking again helps. */
const FAILED_CALLS = new Set(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL']);

export function createReplyAggregator(
  modelName: string,
  { request, onDelta, fail }: AnswerContext,
): Aggregator {
  const content: Block[] = [];
  const logprobs: TokenLogprob[] = [];
  const nextId = createCallIds(request.messages);
  let calls = 0;
  let model = modelName;
  let finish: string | undefined;
  let usage: WireUsage | undefined;

  /** Parts of one text go on until its signature came. */
  function pushText(type: 'text' | 'reasoning', text: string, signature: string | undefined): void {
    const last = content[content.length - 1];
    let block: TextBlock | ReasoningBlock;
    if (last?.type === type && last.signature === undefined) block = last;
    else {
      if (text === '' && !signature) return;
      block = { type, text: '' };
      content.push(block);
    }
    block.text += text;
    if (signature) block.signature = signature;
    if (text !== '') onDelta?.({ type, delta: text });
  }

  function pushCall(part: WirePart, args: string | undefined): void {
    const { functionCall, thoughtSignature: signature } = part;
    const block = toolCallBlock({
      id: functionCall?.id || nextId(),
      name: functionCall?.name ?? '',
      argumentsText: compactJson(args ?? '{}'),
      signature,
    });
    content.push(block);
    const { id, name, argumentsText: argumentsDelta } = block;
    onDelta?.({ type: 'tool_call', index: calls, id, name, argumentsDelta });
    calls += 1;
  }

  function push(reply: WireReply, text: string, root: number[]): void {
    if (reply.error) throw fail(statusOf(reply.error), reply);
    if (reply.modelVersion) model = reply.modelVersion;
    if (reply.usageMetadata) usage = reply.usageMetadata;
    const candidate = reply.candidates?.[0];
    candidate?.content?.parts?.forEach((part, index) => {
      const path = [...root, 'candidates', 0, 'content', 'parts', index, 'functionCall', 'args'];
      if (part.functionCall) pushCall(part, rawJsonAt(text, path));
      else pushText(part.thought ? 'reasoning' : 'text', part.text ?? '', part.thoughtSignature);
    });
    if (candidate?.logprobsResult) logprobs.push(...logprobsOf(candidate.logprobsResult));
    if (candidate?.finishReason) finish = candidate.finishReason;
    else if (reply.promptFeedback?.blockReason) finish = 'PROHIBITED_CONTENT';
    if (content.length === 0 && FAILED_CALLS.has(finish ?? '')) {
      throw fail(502, { error: { message: 'The model wrote a call that cannot be read.' } });
    }
  }

  return {
    get finished() {
      return finish !== undefined;
    },
    pushWhole(body, text) {
      // A server that does not know `alt=sse` sends the parts of a stream as one list.
      const replies = (Array.isArray(body) ? body : [body]) as WireReply[];
      replies.forEach((reply, at) => push(reply, text, Array.isArray(body) ? [at] : []));
      return finish !== undefined || replies.some((reply) => reply.candidates?.[0]?.content !== undefined);
    },
    push(event, text) {
      const reply = event as WireReply;
      push(reply, text, []);
      return reply.usageMetadata !== undefined && finish !== undefined;
    },
    reply() {
      const mapped = FINISH_REASONS[finish ?? ''] ?? 'unknown';
      return {
        message: { role: 'assistant', content },
        finishReason: mapped === 'stop' && calls > 0 ? 'tool_calls' : mapped,
        usage: usageOf(usage),
        model,
        ...(logprobs.length > 0 ? { tokens: { logprobs } } : {}),
      };
    },
  };
}

/** Candidates do not count what was thought; core's output does. */
function usageOf(usage: WireUsage | undefined): Usage {
  const thought = usage?.thoughtsTokenCount ?? 0;
  return {
    inputTokens: (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0),
    outputTokens: (usage?.candidatesTokenCount ?? 0) + thought,
    cachedInputTokens: usage?.cachedContentTokenCount ?? 0,
    reasoningTokens: thought,
    modelCalls: 1,
  };
}
