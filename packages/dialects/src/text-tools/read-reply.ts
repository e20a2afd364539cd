/** What the text of an answer says: its own text, its reasoning and its calls, as blocks of a message. */
import type { Block, Message, ModelReply, ToolDefinition } from '@nex/core';
import { type Dialect, type ParsedCall, parseReply } from '../dialect.ts';
import { callBlock, writtenText } from './call-blocks.ts';
import { callsInReasoning } from './reasoning-calls.ts';
import { cutOffStop } from './restore-stop.ts';

export interface ReadOptions {
  dialect: Dialect;
  tools: readonly ToolDefinition[];
  startsInReasoning: boolean;
  callNumber: number;
}

export interface ReadReply {
  message: Message;
  finishReason: ModelReply['finishReason'];
  /** The answer with the stop sequence that was cut off. */
  text: string;
  /** Calls that do not stand in the text. */
  further: ParsedCall[];
  /** How the message goes back to the model, when that is known and another message. */
  original?: Message;
}

export function readReply(
  { message, finishReason }: Pick<ModelReply, 'message' | 'finishReason'>,
  options: ReadOptions,
): ReadReply {
  const { dialect, tools, callNumber } = options;
  const apart = message.content.filter((block) => block.type !== 'text');
  const startsInReasoning = options.startsInReasoning && !apart.some((block) => block.type === 'reasoning');
  const written = writtenText(message);
  const suffix = finishReason === 'length' ? '' : cutOffStop(dialect, written, { tools, startsInReasoning });
  const text = written + suffix;
  const parsed = parseReply(dialect, text, { tools, startsInReasoning });
  const isEmpty = parsed.calls.length === 0 && parsed.content.trim() === '';
  const further = isEmpty ? callsInReasoning(message, dialect, tools) : [];
  const calls = [...parsed.calls, ...further];
  const isNative = apart.some((block) => block.type === 'tool_call');
  if (isNative || (calls.length === 0 && parsed.content === written)) {
    return { message, finishReason, text, further: [] };
  }
  const content: Block[] = [...apart];
  if (parsed.reasoning !== '') content.push({ type: 'reasoning', text: parsed.reasoning });
  if (parsed.content !== '') content.push({ type: 'text', text: parsed.content });
  content.push(...calls.map((call, index) => callBlock(call, callNumber + index)));
  const reason = calls.length > 0 ? 'tool_calls' : finishReason;
  if (further.length > 0) {
    return { message: { role: 'assistant', content }, finishReason: reason, text, further };
  }
  const read: Message = { role: 'assistant', content, written: text };
  const restored: Message = { role: 'assistant', content: [...apart, { type: 'text', text }] };
  const original = suffix === '' ? message : restored;
  return { message: read, finishReason: reason, text, further, original };
}
