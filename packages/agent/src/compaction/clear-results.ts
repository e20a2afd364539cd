/** Stage 1: what tools answered long ago is replaced by a note. Costs no model call; done twice, nothing changes. */
import type { Message, ToolResultBlock } from '@nex/core';
import { DEFERRED_SEARCH } from '../deferred/found-tools.ts';
import { type Draft, mapDraft } from './draft.ts';

export const CLEARED_RESULT = 'Tool call result has been compacted';

/**
 * @param end Messages before this index are cleared.
 * @param tools Those whose results may be cleared; `undefined`: all. What ToolSearch found always stays.
 */
export function clearResults(draft: Draft, end: number, tools: ReadonlySet<string> | undefined): Draft {
  return mapDraft(draft, (message, index) => {
    if (index >= end || message.role !== 'tool') return message;
    const [result] = message.content;
    if (result?.type !== 'tool_result' || !mayClear(result, tools)) return message;
    return sizeOf(result) <= CLEARED_RESULT.length ? message : cleared(message, result);
  });
}

function mayClear({ toolName }: ToolResultBlock, tools: ReadonlySet<string> | undefined): boolean {
  return toolName !== DEFERRED_SEARCH && (!tools || tools.has(toolName));
}

function cleared(message: Message, result: ToolResultBlock): Message {
  const block: ToolResultBlock = { ...result, content: [{ type: 'text', text: CLEARED_RESULT }] };
  delete block.structured;
  return { ...message, content: [block] };
}

function sizeOf({ content }: ToolResultBlock): number {
  let size = 0;
  for (const part of content) size += part.type === 'text' ? part.text.length : Number.POSITIVE_INFINITY;
  return size;
}
