/**
 * Reasoning of an answer, in the order of its beginning: plain text, or blocks that a server wants back unchanged.
 * Blocks have a `format`, plain text has none.
 */
import type { ReasoningBlock } from '@nex/core';
import type { WireMessage, WireReasoningDetail } from './wire.ts';

/** `format` of reasoning that came as a part of the content, and goes back as one. */
export const THINKING_PART = 'thinking-part';

export interface ReasoningCollector {
  /** Gives the text that a watcher sees of this part; may be empty. */
  push(message: WireMessage): string;
  blocks(): ReasoningBlock[];
}

interface Open {
  key: string;
  block: ReasoningBlock;
}

export function createReasoningCollector(): ReasoningCollector {
  const open: Open[] = [];

  function slot(key: string): ReasoningBlock {
    const found = open.find((one) => one.key === key);
    if (found) return found.block;
    const block: ReasoningBlock = { type: 'reasoning', text: '' };
    open.push({ key, block });
    return block;
  }

  return {
    push(message) {
      const thought = thinkingText(message.content);
      if (thought !== '') {
        const block = slot(THINKING_PART);
        block.format = THINKING_PART;
        block.text += thought;
        return thought;
      }
      const plain = message.reasoning_content || message.reasoning || '';
      const details = message.reasoning_details;
      if (!details || details.length === 0) {
        if (plain !== '') slot('plain').text += plain;
        return plain;
      }
      // Such a server repeats the blocks' text as plain reasoning.
      let shown = '';
      for (const detail of details) shown += append(slot(keyOf(detail)), detail);
      return shown === '' ? plain : shown;
    },
    blocks: () => open.map(({ block }) => block),
  };
}

export function thinkingText(content: WireMessage['content']): string {
  if (typeof content === 'string' || !content) return '';
  return content
    .flatMap(({ thinking }) => thinking ?? [])
    .map(({ text = '' }) => text)
    .join('');
}

/** The types of a block share an index on some servers, so both make the key. */
function keyOf({ index, id, type }: WireReasoningDetail): string {
  return `${type ?? ''} ${index ?? id ?? ''}`;
}

function append(block: ReasoningBlock, detail: WireReasoningDetail): string {
  const text = detail.text ?? detail.summary ?? '';
  block.text += text;
  if (detail.data) block.encrypted = (block.encrypted ?? '') + detail.data;
  if (detail.signature) block.signature = (block.signature ?? '') + detail.signature;
  if (detail.id) block.id = detail.id;
  block.format = detail.format ?? block.format ?? 'unknown';
  return text;
}
