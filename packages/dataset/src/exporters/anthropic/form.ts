/**
 * What a request of the Messages API holds of a conversation, as messages of the platform: system prompts first and as
 * one, then user and assistant, and after a turn with calls the results of exactly these. Text is never blank. A
 * conversation in another order is refused; whatever else there was is counted as a loss.
 */
import { type Message, parseJsonObject, type ToolCallBlock } from '@nex/core';
import { type Losses, lose } from '../../losses/losses.ts';
import { sameJson } from '../../same-json.ts';
import { isRefusal, type Refusal } from '../exporter.ts';
import { countProofs } from '../text/normal-form.ts';
import { heldPart, heldParts, heldReasoning, unfit } from './held-blocks.ts';
import { answers, type Turn } from './results.ts';

export interface AnthropicForm {
  /** A system message, if there is one, is the first and only one. */
  messages: Message[];
  /** Beside each message: where it begins in the conversation. */
  places: number[];
  losses: Losses;
}

export function anthropicForm(messages: readonly Message[]): AnthropicForm | Refusal {
  const form: AnthropicForm = { messages: [], places: [], losses: {} };
  const ids = new Set<string>();
  let open: Turn | undefined;
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at] as Message;
    const place = at;
    if (open && message.role !== 'tool') return { reason: 'results', detail: `message ${at} is no result` };
    let next: Message[] | Refusal;
    if (message.role === 'tool') {
      let end = at + 1;
      while (messages[end]?.role === 'tool') end += 1;
      next = answers(messages.slice(at, end), open, place, form.losses);
      at = end - 1;
      open = undefined;
    } else if (message.role === 'assistant') {
      const turn = heldTurn(message, place, ids, form.losses);
      if (isRefusal(turn)) return turn;
      if (turn.calls.size > 0 || turn.malformed.size > 0) open = turn;
      next = [turn.message];
    } else {
      next = heldSpeech(message, place, form);
    }
    if (!Array.isArray(next)) return next;
    const isLast = at === messages.length - 1;
    for (const held of next) {
      if (held.content.length === 0 && !(isLast && held.role === 'assistant')) {
        return unfit(place, 'has no content');
      }
      form.messages.push(held);
      form.places.push(place);
    }
  }
  const first = form.messages.findIndex(({ role }) => role !== 'system');
  if (first !== -1 && form.messages[first]?.role !== 'user')
    return unfit(first, 'comes before any of a user');
  return form;
}

/** Further system messages at the beginning join the first. */
function heldSpeech(message: Message, at: number, form: AnthropicForm): Message[] | Refusal {
  const isUser = message.role === 'user';
  const content = heldParts(message.content, at, form.losses, isUser);
  if (isRefusal(content)) return content;
  const [system, other] = form.messages;
  if (isUser || !system) return [{ role: message.role, content }];
  if (other || system.role !== 'system') return unfit(at, 'is a system prompt within the conversation');
  lose(form.losses, 'block_order');
  system.content.push(...content);
  return [];
}

function heldTurn(
  { content }: Message,
  at: number,
  ids: Set<string>,
  losses: Losses,
): (Turn & { message: Message }) | Refusal {
  const message: Message = { role: 'assistant', content: [] };
  const turn: Turn & { message: Message } = { message, calls: new Map(), malformed: new Set() };
  for (const block of content) {
    if (block.type === 'reasoning') {
      const held = heldReasoning(block, losses);
      if (held) message.content.push(held);
    } else if (block.type !== 'tool_call') {
      const held = heldPart(block, at, losses, false);
      if (!held) continue;
      if (isRefusal(held)) return held;
      message.content.push(held);
    } else if (turn.calls.has(block.id) || turn.malformed.has(block.id)) {
      return unfit(at, 'has two calls of one id');
    } else if (block.arguments === undefined) {
      lose(losses, 'malformed_calls');
      turn.malformed.add(block.id);
      const text = block.argumentsText.trim();
      if (text !== '') message.content.push({ type: 'text', text });
    } else {
      if (!TOOL_NAME.test(block.name)) return unfit(at, 'calls a tool of a name that the API does not take');
      const call = heldCall(block, ids, losses);
      turn.calls.set(block.id, call);
      message.content.push(call);
    }
  }
  return turn;
}

const TOOL_NAME = /^[\w-]{1,128}$/;
const CALL_ID = /^[\w-]+$/;

/** With an id of its own in the conversation, and arguments as they were written where they say the same. */
function heldCall(block: ToolCallBlock, ids: Set<string>, losses: Losses): ToolCallBlock {
  countProofs(block, losses);
  let { id, argumentsText } = block;
  if (!CALL_ID.test(id) || ids.has(id)) {
    lose(losses, 'call_ids');
    let count = ids.size + 1;
    while (ids.has(`call_${count}`)) count += 1;
    id = `call_${count}`;
  }
  ids.add(id);
  const args = block.arguments ?? {};
  const written = JSON.stringify(args);
  if (argumentsText !== written && !sameJson(parseJsonObject(argumentsText), args)) {
    lose(losses, 'argument_spelling');
    argumentsText = written;
  }
  return { type: 'tool_call', id, name: block.name, argumentsText, arguments: args };
}
