/** Which deferred tools a conversation has found: what it says is all that counts, so a resumed run sees the same. */
import type { Json, Message } from '@nex/core';
import { readHandOff } from '../compaction/hand-off.ts';

export const DEFERRED_SEARCH = 'ToolSearch';

export function foundTools(messages: readonly Message[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const message of messages) {
    for (const name of readHandOff(message)?.tools ?? []) found.add(name);
    if (message.role !== 'tool') continue;
    for (const block of message.content) {
      if (block.type !== 'tool_result' || block.toolName !== DEFERRED_SEARCH) continue;
      for (const name of namesIn(block.structured)) found.add(name);
    }
  }
  return found;
}

function namesIn(structured: Json | undefined): string[] {
  if (typeof structured !== 'object' || structured === null || Array.isArray(structured)) return [];
  const { tools } = structured;
  return Array.isArray(tools) ? tools.filter((name) => typeof name === 'string') : [];
}
