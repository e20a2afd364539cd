/**
 * The events of a run, made from what is written with them: an event is stored in the statement that stores its
 * cause, so a stream never tells of something that a crash could undo, and never tells it twice.
 */

import type { RecordedReply } from '@nex/agent';
import {
  type Failure,
  type StopReason,
  type ToolCallBlock,
  type ToolOutcome,
  textOf,
  type Usage,
} from '@nex/core';
import type { NewEvent } from '../store/append.ts';

/** One answer: its text, its calls, the model call, and what the run used so far. */
export function replyEvents(reply: RecordedReply, messageId: string, usage: Usage, now: number): NewEvent[] {
  const { message, model, finishReason, latencyMs, iteration } = reply;
  const events: NewEvent[] = [];
  const say = (type: NewEvent['type'], data: NewEvent['data']) =>
    void events.push({ type, timestamp: now, data });
  let open = false;
  for (const block of message.content) {
    if (block.type === 'reasoning') say('THINKING_TEXT_MESSAGE_CONTENT', { messageId, delta: block.text });
    if (block.type !== 'text' || block.text === '') continue;
    if (!open) say('TEXT_MESSAGE_START', { messageId, role: 'assistant' });
    open = true;
    say('TEXT_MESSAGE_CONTENT', { messageId, delta: block.text });
  }
  if (open) say('TEXT_MESSAGE_END', { messageId });
  for (const block of message.content) {
    if (block.type !== 'tool_call') continue;
    const toolCallId = block.id;
    say('TOOL_CALL_START', { toolCallId, toolCallName: block.name, parentMessageId: messageId });
    say('TOOL_CALL_ARGS', { toolCallId, delta: block.argumentsText });
    say('TOOL_CALL_END', { toolCallId });
  }
  say('MODEL_CALL_FINISHED', { messageId, model, finishReason, latencyMs: Math.round(latencyMs), iteration });
  say('USAGE_UPDATE', { usage: { ...usage } });
  return events;
}

export function resultEvent(call: ToolCallBlock, outcome: ToolOutcome, now: number): NewEvent {
  return {
    type: 'TOOL_CALL_RESULT',
    timestamp: now,
    data: {
      messageId: `${call.id}-result`,
      toolCallId: call.id,
      toolCallName: call.name,
      role: 'tool',
      content: textOf(outcome),
      isError: outcome.isError,
      ...(outcome.errorKind ? { errorKind: outcome.errorKind } : {}),
    },
  };
}

/** The run's last event: RUN_FINISHED for a run that completed, else RUN_ERROR. */
export function endEvent(
  end: { completed: boolean; stopReason: StopReason; response: string; failure: Failure | null },
  now: number,
): NewEvent {
  const { completed, stopReason, response, failure } = end;
  return completed
    ? { type: 'RUN_FINISHED', timestamp: now, data: { stopReason, result: response } }
    : {
        type: 'RUN_ERROR',
        timestamp: now,
        data: {
          stopReason,
          code: failure?.code ?? 'internal',
          message: failure?.message ?? 'The run ended before it finished.',
          ...(failure?.hint === undefined ? {} : { hint: failure.hint }),
        },
      };
}
