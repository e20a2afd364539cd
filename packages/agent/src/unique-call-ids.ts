/** Call ids are unique within a run, because calls, their results and their records are paired by id. */
import { type Message, toolCallsOf } from '@nex/core';

export interface CallIds {
  taken: Set<string>;
  /** Per repeated id the next number to try, so that a server that always says `call_0` costs no search. */
  next: Map<string, number>;
}

export function collectCallIds(messages: readonly Message[]): CallIds {
  const taken = new Set<string>();
  for (const message of messages) for (const call of toolCallsOf(message)) taken.add(call.id);
  return { taken, next: new Map() };
}

/**
 * Gives each tool call an id that is not taken, and takes it: a repeated id gets `_1`, `_2`, …; an empty one becomes
 * `call`. Returns the same object when no id had to change.
 */
export function uniqueCallIds(message: Message, ids: CallIds): Message {
  let changed = false;
  const content = message.content.map((block) => {
    if (block.type !== 'tool_call') return block;
    const id = freeId(block.id || 'call', ids);
    ids.taken.add(id);
    if (id === block.id) return block;
    changed = true;
    return { ...block, id };
  });
  return changed ? { ...message, content } : message;
}

function freeId(id: string, { taken, next }: CallIds): string {
  if (!taken.has(id)) return id;
  let n = next.get(id) ?? 1;
  while (taken.has(`${id}_${n}`)) n += 1;
  next.set(id, n + 1);
  return `${id}_${n}`;
}
