/**
 * A reply is what the model says before it is put into the shape of the protocol.
 */
import type { ChatRequest } from './chat-request.ts';
import { cutToTokens, type TokenCounter, type Usage } from './usage.ts';

/** Why a reply ends. */
export type Finish = 'stop' | 'length' | 'tool_calls';
/** A call with its arguments as JSON text. */
export type ReplyCall = { id: string; name: string; arguments: string };
/** What the model says. */
export type Reply = { text: string; calls: ReplyCall[]; finish: Finish };

/** The reply cut to the request's limit of tokens; a call that does not fit is left out. */
export function limited(reply: Reply, request: ChatRequest, counter: TokenCounter): Reply {
  const limit = request.max_completion_tokens ?? request.max_tokens;
  if (!limit || completionTokens(reply, counter) <= limit) return reply;
  const { text, cut } = cutToTokens(reply.text, limit);
  if (cut) return { text, calls: [], finish: 'length' };
  const calls: ReplyCall[] = [];
  let spent = counter.count(reply.text);
  for (const call of reply.calls) {
    spent += callTokens(call, counter);
    if (spent > limit) break;
    calls.push(call);
  }
  return { text, calls, finish: 'length' };
}

function callTokens(call: ReplyCall, counter: TokenCounter): number {
  return counter.count(call.name) + counter.count(call.arguments) + 4;
}

function completionTokens(reply: Reply, counter: TokenCounter): number {
  return counter.count(reply.text) + reply.calls.reduce((sum, call) => sum + callTokens(call, counter), 0);
}

/** Counts what a request and its reply cost. */
export function usageOf(request: ChatRequest, reply: Reply, counter: TokenCounter): Usage {
  let prompt = 3;
  for (const message of request.messages) {
    const { content } = message;
    const texts = typeof content === 'string' ? [content] : (content ?? []).map((part) => part.text ?? '');
    prompt += 4 + texts.reduce((sum, text) => sum + counter.count(text), 0);
    for (const { function: one } of message.tool_calls ?? []) {
      prompt += counter.count(one.name) + counter.count(one.arguments) + 4;
    }
  }
  for (const tool of request.tools ?? []) prompt += counter.count(JSON.stringify(tool.function)) + 4;
  if (request.response_format?.type === 'json_schema') {
    prompt += counter.count(JSON.stringify(request.response_format.json_schema.schema));
  }
  const completion = completionTokens(reply, counter);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
