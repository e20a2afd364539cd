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
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at] as Message;
    let next: Message | Refusal;
    if (message.role === 'tool') {
      const block = message.content[0];
      if (block?.type !== 'tool_result' || message.content.length > 1) return unfit(at, 'is not one result');
      const place = open.findIndex(({ id }) => id === block.toolCallId);
      const taken = open[place];
      if (!taken) return { reason: 'results', detail: `message ${at} answers no call of the turn before it` };
      open.splice(place, 1);
      next = { role: 'tool', content: [heldResult(block, taken.call, form.losses)] };
    } else if (message.role === 'assistant') {
      open = [];
      next = heldTurn(message.content, at, count, open, form.losses);
      if ('reason' in next) return next;
      count += open.length;
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

/** @param count Calls of the conversation before this turn. @param open Filled with its own. */
function heldTurn(
  blocks: readonly Block[],
  at: number,
  count: number,
  open: { id: string; call: ToolCallBlock }[],
  losses: Losses,
): Message | Refusal {
  const reasoning: string[] = [];
  const said: (TextBlock | ImageBlock)[] = [];
  let last = 0;
  let isMoved = false;
  let isDropped = false;
  for (const block of blocks) {
    if (block.type === 'tool_result') return unfit(at, 'holds a tool_result');
    isMoved ||= ORDER[block.type] < last;
    last = ORDER[block.type];
    if (block.type === 'reasoning') {
      countProofs(block, losses);
      reasoning.push(block.text);
    } else if (block.type === 'tool_call') {
      open.push({ id: block.id, call: heldCall(block, count + open.length + 1, losses) });
    } else {
      const part = heldPart(block, losses);
      if (part?.type === 'text' && part.text === '') isDropped = true;
      else if (part) said.push(part);
    }
  }
  const thought = reasoning.join('\n');
  isDropped ||= thought === '' && reasoning.length > 0;
  if (isMoved || reasoning.length > 1 || isDropped) lose(losses, 'block_order');
  const content: Block[] = thought === '' ? said : [{ type: 'reasoning', text: thought }, ...said];
  for (const { call } of open) content.push(call);
  return { role: 'assistant', content };
}

/** @param number Of the call in its conversation, from 1. */
function heldCall(block: ToolCallBlock, number: number, losses: Losses): ToolCallBlock {
  countProofs(block, losses);
  if (block.id === '') lose(losses, 'call_ids');
  else if (block.signature === undefined) return block;
  const { signature: _, ...held } = block;
  return { ...held, id: block.id === '' ? `call_${number}` : block.id };
}

function heldResult(block: ToolResultBlock, call: ToolCallBlock, losses: Losses): ToolResultBlock {
  const content = heldAll(block.content, losses);
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
  return heldAll(blocks as readonly (TextBlock | ImageBlock)[], losses);
}

function heldAll(blocks: readonly (TextBlock | ImageBlock)[], losses: Losses): (TextBlock | ImageBlock)[] {
  const held: (TextBlock | ImageBlock)[] = [];
  for (const block of blocks) {
    const part = heldPart(block, losses);
    if (part) held.push(part);
  }
  return held;
}

function heldPart(block: TextBlock | ImageBlock, losses: Losses): TextBlock | ImageBlock | undefined {
  if (block.type === 'image') return heldImage(block, losses);
  countProofs(block, losses);
  return { type: 'text', text: block.text };
}

function unfit(at: number, problem: string): Refusal {
  return { reason: 'unrepresentable', detail: `message ${at} ${problem}` };
}
