/**
 * What ATIF holds of a conversation, as messages of the platform: a step is a system prompt, what a user says, or a turn
 * with the results of exactly its calls. A turn is reasoning, then texts and images, then calls. What the format has no
 * field for stands in `extra`, which it allows at every level; whatever is left over is counted as a loss.
 */
import type { Block, ImageBlock, Message, TextBlock, ToolCallBlock, ToolResultBlock } from '@nex/core';
import { type Losses, lose } from '../../losses/losses.ts';
import type { Refusal } from '../exporter.ts';
import { countProofs } from '../text/normal-form.ts';
import { heldImage } from './image.ts';

export interface AtifForm {
  messages: Message[];
  losses: Losses;
}

export function atifForm(messages: readonly Message[]): AtifForm | Refusal {
  if (messages.length === 0) return { reason: 'unrepresentable', detail: 'the conversation has no message' };
  const form: AtifForm = { messages: [], losses: {} };
  let count = 0;
  /** Calls of the newest turn that wait for their result: their own id, and the one that they have here. */
  let open: { id: string; call: ToolCallBlock }[] = [];
  for (const [at, message] of messages.entries()) {
    let next: Message | Refusal;
    if (message.role === 'tool') {
      const [block, ...more] = message.content;
      if (block?.type !== 'tool_result' || more.length > 0) return unfit(at, 'is not one result');
      const place = open.findIndex(({ id }) => id === block.toolCallId);
      const [taken] = place === -1 ? [] : open.splice(place, 1);
      if (!taken) return { reason: 'results', detail: `message ${at} answers no call of the turn before it` };
      next = { role: 'tool', content: [heldResult(block, taken.call, form.losses)] };
    } else if (message.role === 'assistant') {
      const ids = message.content.flatMap((block) => (block.type === 'tool_call' ? [block.id] : []));
      next = heldTurn(message.content, at, count, form.losses);
      if ('reason' in next) return next;
      const calls = next.content.filter((block) => block.type === 'tool_call');
      count += calls.length;
      open = calls.map((call, index) => ({ id: ids[index] ?? '', call }));
    } else {
      open = [];
      const content = heldParts(message.content, at, form.losses);
      if (!Array.isArray(content)) return content;
      if (content.length === 0) lose(form.losses, 'empty_messages');
      next = { role: message.role, content: content.length === 0 ? [{ type: 'text', text: '' }] : content };
    }
    form.messages.push(next);
  }
  return form;
}

/** The order in which the blocks of a turn stand. */
const ORDER = { reasoning: 0, text: 1, image: 1, tool_call: 2 } as const;

/** @param count Calls of the conversation before this turn. */
function heldTurn(blocks: readonly Block[], at: number, count: number, losses: Losses): Message | Refusal {
  const reasoning: string[] = [];
  const parts: (TextBlock | ImageBlock)[] = [];
  const calls: ToolCallBlock[] = [];
  let last = 0;
  let isMoved = false;
  for (const block of blocks) {
    if (block.type === 'tool_result') return unfit(at, 'holds a tool_result');
    isMoved ||= ORDER[block.type] < last;
    last = ORDER[block.type];
    if (block.type === 'reasoning') {
      countProofs(block, losses);
      reasoning.push(block.text);
    } else if (block.type === 'tool_call') {
      calls.push(heldCall(block, count + calls.length + 1, losses));
    } else {
      const held = heldParts([block], at, losses);
      if (!Array.isArray(held)) return held;
      parts.push(...held);
    }
  }
  const thought = reasoning.join('\n');
  const said = parts.filter((part) => part.type !== 'text' || part.text !== '');
  const isDropped = said.length < parts.length || (thought === '' && reasoning.length > 0);
  if (isMoved || reasoning.length > 1 || isDropped) lose(losses, 'block_order');
  const content: Block[] = thought === '' ? [] : [{ type: 'reasoning', text: thought }];
  return { role: 'assistant', content: [...content, ...said, ...calls] };
}

/** @param number Of the call in its conversation, from 1. */
function heldCall(block: ToolCallBlock, number: number, losses: Losses): ToolCallBlock {
  countProofs(block, losses);
  if (block.id === '') lose(losses, 'call_ids');
  const { signature: _, ...held } = block;
  return { ...held, id: block.id === '' ? `call_${number}` : block.id };
}

function heldResult(block: ToolResultBlock, call: ToolCallBlock, losses: Losses): ToolResultBlock {
  const content = heldTextAndImages(block.content, losses);
  if (content.length === 0) lose(losses, 'empty_messages');
  // An empty name is that of the call.
  if (block.toolName === '' && call.name !== '') lose(losses, 'result_names');
  return {
    ...block,
    toolCallId: call.id,
    toolName: block.toolName === '' ? call.name : block.toolName,
    content: content.length === 0 ? [{ type: 'text', text: '' }] : content,
  };
}

function heldParts(
  blocks: readonly Block[],
  at: number,
  losses: Losses,
): (TextBlock | ImageBlock)[] | Refusal {
  const odd = blocks.find((block) => block.type !== 'text' && block.type !== 'image');
  if (odd) return unfit(at, `holds a ${odd.type}`);
  return heldTextAndImages(blocks as readonly (TextBlock | ImageBlock)[], losses);
}

function heldTextAndImages(
  blocks: readonly (TextBlock | ImageBlock)[],
  losses: Losses,
): (TextBlock | ImageBlock)[] {
  return blocks.flatMap((block): (TextBlock | ImageBlock)[] => {
    if (block.type === 'image') return heldImage(block, losses);
    countProofs(block, losses);
    return [{ type: 'text', text: block.text }];
  });
}

function unfit(at: number, problem: string): Refusal {
  return { reason: 'unrepresentable', detail: `message ${at} ${problem}` };
}
