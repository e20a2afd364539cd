/**
 * What a complete answer and a tool's outcome look like as events: one description for the loop, which emits them, and
 * for recorders, which store them with their cause. Names and fields follow AG-UI.
 */
import {
  type Json,
  type Message,
  type RunEventType,
  type ToolCallBlock,
  type ToolOutcome,
  textOf,
} from '@nex/core';

/** An event without its time. */
export interface EventDraft {
  type: RunEventType;
  data: Record<string, Json>;
}

/** Text and reasoning of an answer, in its order; blocks without text say nothing. All text is one message. */
export function contentEvents({ content }: Message, messageId: string): EventDraft[] {
  const events: EventDraft[] = [];
  let open = false;
  let thoughts = 0;
  for (const block of content) {
    if ((block.type !== 'text' && block.type !== 'reasoning') || block.text === '') continue;
    const delta = block.text;
    if (block.type === 'reasoning') {
      thoughts += 1;
      const ids = { messageId, thinkingMessageId: thinkingId(messageId, thoughts) };
      events.push(
        { type: 'THINKING_TEXT_MESSAGE_START', data: ids },
        { type: 'THINKING_TEXT_MESSAGE_CONTENT', data: { ...ids, delta } },
        { type: 'THINKING_TEXT_MESSAGE_END', data: ids },
      );
      continue;
    }
    if (!open) events.push({ type: 'TEXT_MESSAGE_START', data: { messageId, role: 'assistant' } });
    open = true;
    events.push({ type: 'TEXT_MESSAGE_CONTENT', data: { messageId, delta } });
  }
  if (open) events.push({ type: 'TEXT_MESSAGE_END', data: { messageId } });
  return events;
}

/** Id of the n-th stretch of reasoning in a message, from 1. */
export function thinkingId(messageId: string, n: number): string {
  return `${messageId}-thinking${n}`;
}

/** The tool calls of an answer, arguments in one piece. */
export function callEvents({ content }: Message, messageId: string): EventDraft[] {
  return content.flatMap((block): EventDraft[] => {
    if (block.type !== 'tool_call') return [];
    const toolCallId = block.id;
    return [
      { type: 'TOOL_CALL_START', data: { toolCallId, toolCallName: block.name, parentMessageId: messageId } },
      { type: 'TOOL_CALL_ARGS', data: { toolCallId, delta: block.argumentsText } },
      { type: 'TOOL_CALL_END', data: { toolCallId } },
    ];
  });
}

export function resultEvent(
  call: Pick<ToolCallBlock, 'id' | 'name'>,
  outcome: Pick<ToolOutcome, 'content' | 'isError' | 'errorKind' | 'injected'>,
): EventDraft {
  return {
    type: 'TOOL_CALL_RESULT',
    data: {
      messageId: `${call.id}-result`,
      toolCallId: call.id,
      toolCallName: call.name,
      role: 'tool',
      content: textOf(outcome),
      isError: outcome.isError,
      ...(outcome.errorKind ? { errorKind: outcome.errorKind } : {}),
      ...(outcome.injected ? { injected: outcome.injected } : {}),
    },
  };
}
