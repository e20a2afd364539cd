/**
 * Ids for calls of servers that give none. They are made from the conversation alone, so that the same request and answer
 * have the same ids, and no call of the conversation has the id already.
 */
import type { Message } from '@nex/core';

const MADE_UP = /^gemini_call_\d+$/;

/** Such an id means nothing to the server and is not sent to it. */
export function isMadeUp(id: string): boolean {
  return MADE_UP.test(id);
}

/** Numbers go on from the calls of the conversation. */
export function createCallIds(messages: readonly Message[]): () => string {
  let next: number | undefined;
  return () => {
    next ??= firstFree(messages);
    const id = `gemini_call_${next}`;
    next += 1;
    return id;
  };
}

function firstFree(messages: readonly Message[]): number {
  let free = 0;
  for (const { content } of messages) {
    for (const block of content) {
      if (block.type !== 'tool_call') continue;
      const number = isMadeUp(block.id) ? Number(block.id.slice(block.id.lastIndexOf('_') + 1)) : -1;
      free = Math.max(free, number + 1);
    }
  }
  return free;
}
