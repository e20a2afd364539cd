/**
 * The events of a run, made from what is written with them: an event is stored in the statement that stores its
 * cause, so a stream never tells of something that a crash could undo, and never tells it twice.
 */

import { callEvents, contentEvents, type EventDraft, type RecordedReply } from '@nex/agent';
import { type Failure, type StopReason, type Usage } from '@nex/core';
import type { NewEvent } from '../store/append.ts';

/** One answer: its text, its calls, the model call, and what the run used so far. */
export function replyEvents(reply: RecordedReply, messageId: string, usage: Usage, now: number): NewEvent[] {
  const { message, model, finishReason, latencyMs, iteration } = reply;
  const call = { messageId, model, finishReason, latencyMs: Math.round(latencyMs), iteration };
  const events: EventDraft[] = [
    ...contentEvents(message, messageId),
    ...callEvents(message, messageId),
    { type: 'MODEL_CALL_FINISHED', data: call },
    { type: 'USAGE_UPDATE', data: { usage: { ...usage } } },
  ];
  return events.map((event) => ({ ...event, timestamp: now }));
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
