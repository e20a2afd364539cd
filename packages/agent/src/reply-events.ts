/**
 * The events of one model answer. Text and reasoning are emitted as they come; tool calls once the answer is recorded,
 * because only then their ids are final. Names and fields follow AG-UI.
 */
import type { Json, Message, ModelDelta, RunEventType } from '@nex/core';
import type { Emit } from './loop-types.ts';
import { callEvents, contentEvents, thinkingId } from './message-events.ts';

export interface ReplyEvents {
  onDelta(delta: ModelDelta): void;
  /** The answer is durable. Emits what was not streamed, and the tool calls. */
  complete(message: Message): void;
  /** The answer will not be used. What was shown of it is taken back with `discarded: true`. */
  discard(): void;
  /** Id of the message that the answer became. */
  messageId(): string;
}

export function createReplyEvents(emit: Emit, clock: () => number, baseId: string): ReplyEvents {
  let version = 1;
  let messageId = baseId;
  let textOpen = false;
  let thinkingOpen = false;
  let thoughts = 0;
  let streamed = false;

  function send(type: RunEventType, data: Record<string, Json>): void {
    emit({ type, timestamp: clock(), data });
  }

  function text(delta: string): void {
    if (!textOpen) send('TEXT_MESSAGE_START', { messageId, role: 'assistant' });
    textOpen = true;
    send('TEXT_MESSAGE_CONTENT', { messageId, delta });
  }

  function reasoning(delta: string): void {
    if (!thinkingOpen) thoughts += 1;
    const ids = { messageId, thinkingMessageId: thinkingId(messageId, thoughts) };
    if (!thinkingOpen) send('THINKING_TEXT_MESSAGE_START', ids);
    thinkingOpen = true;
    send('THINKING_TEXT_MESSAGE_CONTENT', { ...ids, delta });
  }

  function endThinking(discarded: { discarded?: true } = {}): void {
    if (!thinkingOpen) return;
    thinkingOpen = false;
    const thinkingMessageId = thinkingId(messageId, thoughts);
    send('THINKING_TEXT_MESSAGE_END', { messageId, thinkingMessageId, ...discarded });
  }

  function endText(discarded: { discarded?: true } = {}): void {
    if (!textOpen) return;
    textOpen = false;
    send('TEXT_MESSAGE_END', { messageId, ...discarded });
  }

  function discard(): void {
    if (!streamed) return;
    endThinking({ discarded: true });
    endText({ discarded: true });
    streamed = false;
    thoughts = 0;
    version += 1;
    messageId = `${baseId}.${version}`;
  }

  return {
    messageId: () => messageId,
    discard,
    onDelta(delta) {
      if (delta.type === 'restart') return discard();
      if (delta.type === 'tool_call') return endThinking();
      if (delta.delta === '') return;
      streamed = true;
      if (delta.type === 'reasoning') return reasoning(delta.delta);
      endThinking();
      text(delta.delta);
    },
    complete(message) {
      endThinking();
      endText();
      const content = streamed ? [] : contentEvents(message, messageId);
      for (const { type, data } of content) send(type, data);
      for (const { type, data } of callEvents(message, messageId)) send(type, data);
    },
  };
}
