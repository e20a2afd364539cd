/** Ties the tool calls of a conversation to the spans of the tools that did them: by id, else by name and arguments. */
import { canonicalJson, type Json, type Message, type ToolCallBlock, toolCallsOf } from '@nex/core';
import { textOfJson, unpacked } from '../fields.ts';
import type { TraceSpan } from './span.ts';

/** Each call with its span; a span belongs to one call. A call that several leaves have is that of the first. */
export function spansOfCalls(
  leaves: readonly (readonly Message[])[],
  spans: readonly TraceSpan[],
): Map<ToolCallBlock, TraceSpan> {
  const free = new Set(spans.filter((span) => span.kind !== 'model' && span.kind !== 'agent'));
  const calls = new Map<string, ToolCallBlock>();
  for (const call of leaves.flat().flatMap(toolCallsOf)) {
    const key = `${call.id} ${call.name} ${call.argumentsText}`;
    if (!calls.has(key)) calls.set(key, call);
  }
  const found = new Map<ToolCallBlock, TraceSpan>();
  const rules: ((call: ToolCallBlock, span: TraceSpan) => boolean)[] = [
    (call, span) => span.callId !== undefined && span.callId === call.id,
    (call, span) => span.callId === undefined && span.name === call.name && sameArguments(call, span.input),
    // A recorder that does not mark tools still keeps what they were given.
    (call, span) => span.callId === undefined && sameArguments(call, span.input),
    (call, span) => span.kind === 'tool' && span.callId === undefined && span.name === call.name,
  ];
  for (const fits of rules) {
    for (const call of calls.values()) {
      if (found.has(call)) continue;
      for (const span of free) {
        if (!fits(call, span)) continue;
        found.set(call, span);
        free.delete(span);
        break;
      }
    }
  }
  return found;
}

function sameArguments(call: ToolCallBlock, input: Json | undefined): boolean {
  const given = unpacked(input);
  if (given === undefined || given === null || call.arguments === undefined) return false;
  return canonicalJson(given) === canonicalJson(call.arguments);
}

/**
 * The conversation with what its tools' spans know: a result that is an error is marked as one, and calls of the last
 * turn that no later model call shows the results of get them.
 */
export function withToolSpans(
  messages: readonly Message[],
  spans: ReadonlyMap<ToolCallBlock, TraceSpan>,
): Message[] {
  const failed = new Set(
    messages.flatMap(toolCallsOf).flatMap((call) => (spans.get(call)?.isError ? [call.id] : [])),
  );
  const marked = messages.map((message): Message => {
    const [block] = message.content;
    if (block?.type !== 'tool_result' || block.isError || !failed.has(block.toolCallId)) return message;
    return { ...message, content: [{ ...block, isError: true }] };
  });
  const last = messages.findLastIndex((message) => message.role === 'assistant');
  const answered = new Set(
    messages
      .slice(last)
      .flatMap(({ content }) =>
        content.flatMap((block) => (block.type === 'tool_result' ? [block.toolCallId] : [])),
      ),
  );
  const turn = messages[last];
  if (!turn) return marked;
  for (const call of toolCallsOf(turn)) {
    const span = spans.get(call);
    if (!span || span.output === undefined || answered.has(call.id)) continue;
    marked.push({
      role: 'tool',
      content: [
        {
          type: 'tool_result',
          toolCallId: call.id,
          toolName: call.name,
          content: [{ type: 'text', text: textOfJson(span.output) }],
          isError: span.isError,
        },
      ],
    });
  }
  return marked;
}
