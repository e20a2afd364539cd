/** The last stage: even the newest results are cut in the middle, so that the request fits at all. */
import type { Block, Message } from '@nex/core';
import { cutMiddle } from '../cut-middle.ts';
import { newestRequest } from './conversation.ts';
import { type Draft, mapDraft } from './draft.ts';
import { readHandOff } from './hand-off.ts';

/**
 * Cuts results, and what users said before the newest request.
 * @param maxChars What is left of one text.
 */
export function shortenResults(draft: Draft, maxChars: number): Draft {
  const request = newestRequest(draft.messages);
  return mapDraft(draft, (message, index) => {
    const mayCut = message.role === 'tool' || (message.role === 'user' && index < request);
    return mayCut && !readHandOff(message) ? shortened(message, maxChars) : message;
  });
}

/** The same object when nothing is too long. */
function shortened(message: Message, maxChars: number): Message {
  let changed = false;
  const cut = <T extends Block>(block: T): T => {
    if (block.type === 'tool_result') return { ...block, content: block.content.map(cut) };
    if (block.type !== 'text' || block.text.length <= maxChars) return block;
    changed = true;
    const half = maxChars / 2;
    return { ...block, text: cutMiddle(block.text, Math.ceil(half), Math.floor(half), omitted) };
  };
  const content = message.content.map(cut);
  return changed ? { ...message, content } : message;
}

function omitted(characters: number): string {
  return `... [${characters} characters omitted: the context of the model is full] ...`;
}
