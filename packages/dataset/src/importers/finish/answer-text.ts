import { type Message, textOf } from '@nex/core';

/** What the last turn of the assistant says. */
export function answerText(messages: readonly Message[]): string {
  const last = messages.findLast((message) => message.role === 'assistant');
  return last ? textOf(last).trim() : '';
}
