/**
 * Callers send hints with a single call, as user messages that begin with a tag: `[Environment] …`, `[Reminder] …`. The
 * task is the last user message that is none.
 */
import { type ChatMessage, textOf } from './chat-request.ts';

const HINT = /^\s*\[(?:Environment|Reminder)\](?:\s|$)/;

/** Index of the message that holds the task; -1 without a user message. Where users sent hints only, the last counts. */
export function taskIndexOf(messages: readonly ChatMessage[]): number {
  const task = messages.findLastIndex((message) => message.role === 'user' && !HINT.test(textOf(message)));
  return task >= 0 ? task : messages.findLastIndex(({ role }) => role === 'user');
}
