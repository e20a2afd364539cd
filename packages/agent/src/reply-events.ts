/**
 * The events of one model answer. Text and reasoning are emitted as they come; tool calls once the answer is recorded,
 * because only then their ids are final. Names and fields follow AG-UI.
 */
import type { Json, Message, ModelDelta, RunEventType } from '@nex/core';
import type { Emit } from './loop-types.ts';
import { callEvents, contentEvents } from './message-events.ts';

export interface ReplyEvents {
  onDelta(delta: ModelDelta): void;
  /** The answer is durable. Emits what was not streamed, and the tool calls. */
  complete(message: Message): void;
  /** The answer will not be used. Text that was shown is taken back with `discarded: true`. */
  discard(): void;
  /** Id of the message that the answer became. */
  messageId(): string;
}

export function createReplyEvents(emit: Emit, clock: () => number, baseId: string): ReplyEvents {
  let version = 1;
  let messageId = baseId;
  let textOpen = false;
  let streamed = false;

  function send(type: RunEventType, data: Record<string, Json>): void {
    emit({ type, timestamp: clock(), data });
  }

  function text(delta: string): void {
    if (delta === '') return;
    if (!textOpen) send('TEXT_MESSAGE_START', { messageId, role: 'assistant' });
    textOpen = true;
    streamed = true;
    send('TEXT_MESSAGE_CONTENT', { messageId, delta });
  }

  function reasoning(delta: string): void {
    if (delta === '') return;
    streamed = true;
    send('THINKING_TEXT_MESSAGE_CONTENT', { messageId, delta });
  }

  function discard(): void {
    if (textOpen) send('TEXT_MESSAGE_END', { messageId, discarded: true });
    textOpen = false;
    if (!streamed) return;
    streamed = false;
    version += 1;
    messageId = `${baseId}.${version}`;
  }

  return {
    messageId: () => messageId,
    discard,
    onDelta(delta) {
      if (delta.type === 'text') text(delta.delta);
      else if (delta.type === 'reasoning') reasoning(delta.delta);
      else if (delta.type === 'restart') discard();
    },
    complete(message) {
      const events = streamed ? [] : contentEvents(message, messageId);
      if (textOpen) events.push({ type: 'TEXT_MESSAGE_END', data: { messageId } });
      for (const { type, data } of [...events, ...callEvents(message, messageId)]) send(type, data);
    },
  };
}
