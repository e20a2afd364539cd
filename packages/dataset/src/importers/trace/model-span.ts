/** What a span of a model call holds, read: input and answer as messages, calls in text as calls, results with their calls. */
import { type Json, type Message, type ToolDefinition, type Usage } from '@nex/core';
import { readAnswer, readInput } from '../messages/conversation.ts';
import { pairResults } from '../messages/pair-results.ts';
import type { ModelSpan } from './span.ts';
import type { TraceReader } from './trace-reader.ts';

export interface ForeignModelCall {
  at: string;
  input: Json | undefined;
  output: Json | undefined;
  tools: readonly ToolDefinition[];
  name: string;
  provider: string;
  usage: Usage;
  finishReason?: string;
}

export function modelSpan(call: ForeignModelCall, { cache, lifter, paired, notes }: TraceReader): ModelSpan {
  const { at, name, provider, usage } = call;
  const input = readInput(call.input, `${at} input`, notes, cache);
  const answer = readAnswer(call.output, `${at} output`, notes);
  const declared = call.tools.length > 0 ? call.tools : input.tools;
  const all = answer ? [...input.messages, answer.message] : input.messages;
  const lifted = lifter.lift(all, declared, at, notes);
  const messages = pairResults(lifted.messages, at, notes, paired);
  const finishReason = call.finishReason ?? answer?.finishReason;
  const model: ModelSpan = {
    messages: answer ? messages.slice(0, -1) : messages,
    tools: lifted.tools,
    name,
    provider,
    usage,
  };
  if (answer) model.answer = messages.at(-1) as Message;
  if (finishReason !== undefined) model.finishReason = finishReason;
  return model;
}
