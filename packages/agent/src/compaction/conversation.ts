/**
 * A conversation in the parts that belong together: the system messages, and groups of one user message or of one
 * answer with all its results. Compaction moves whole groups, so no call loses its result.
 */
import type { Message } from '@nex/core';
import { isCorrection } from '../output/read-output.ts';
import { readHandOff } from './hand-off.ts';

/** What stays untouched at the end: so many newest answers with their results, or so many newest user messages on. */
export type Keep = { turns: number } | { userRounds: number };

/** Number of messages before the conversation; all of them stay in every compaction. */
export function systemLength(messages: readonly Message[]): number {
  const length = messages.findIndex((message) => message.role !== 'system');
  return length < 0 ? messages.length : length;
}

/** Index of the first message that stays as it is; past the end: none does. */
export function keptFrom(messages: readonly Message[], keep: Keep): number {
  const role = 'turns' in keep ? 'assistant' : 'user';
  const first = systemLength(messages);
  let left = 'turns' in keep ? keep.turns : keep.userRounds;
  let index = messages.length;
  while (index > first) {
    let start = index - 1;
    while (start > first && messages[start]?.role === 'tool') start -= 1;
    if (left <= 0) return index;
    if (messages[start]?.role === role) left -= 1;
    index = start;
  }
  return first;
}

/** Index of what the agent works on: the newest message of a person. -1 when there is none. */
export function newestRequest(messages: readonly Message[]): number {
  return messages.findLastIndex(
    (message) => message.role === 'user' && !readHandOff(message) && !isCorrection(message),
  );
}
