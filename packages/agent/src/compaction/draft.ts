/** A conversation under compaction: each message with its index in the one that it takes the place of. */
import type { Message } from '@nex/core';
import { estimateMessageTokens } from '../estimate-tokens.ts';

export interface Draft {
  readonly messages: readonly Message[];
  /** `null` for a message that compaction wrote. */
  readonly origins: readonly (number | null)[];
}

export function draftOf(messages: readonly Message[]): Draft {
  return { messages, origins: messages.map((_, index) => index) };
}

export function mapDraft(draft: Draft, change: (message: Message, index: number) => Message): Draft {
  const origins = [...draft.origins];
  const messages = draft.messages.map((message, index) => {
    const changed = change(message, index);
    if (changed !== message) origins[index] = null;
    return changed;
  });
  return { messages, origins };
}

/** Puts others in the place of the messages from `start` up to `end`. */
export function replaceRange(
  { messages, origins }: Draft,
  start: number,
  end: number,
  others: readonly { message: Message; origin: number | null }[],
): Draft {
  return {
    messages: [...messages.slice(0, start), ...others.map((one) => one.message), ...messages.slice(end)],
    origins: [...origins.slice(0, start), ...others.map((one) => one.origin), ...origins.slice(end)],
  };
}

export function draftTokens({ messages }: Draft): number {
  let tokens = 0;
  for (const message of messages) tokens += estimateMessageTokens(message);
  return tokens;
}
