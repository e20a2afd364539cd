/**
 * One foreign message, of any shape, as messages of the platform: a tool message holds exactly one result, so a turn
 * that answers several calls becomes several.
 */
import type { Block, JsonObject, Message, Role } from '@nex/core';
import { listAt, objectAt, stringAt, valueAt } from '../fields.ts';
import type { Notes } from '../notes.ts';
import { readBlocks, resultBlock } from './blocks.ts';
import { callBlock } from './call-block.ts';

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  gpt: 'assistant',
  model: 'assistant',
  tool: 'tool',
  function: 'tool',
  ipython: 'tool',
  observation: 'tool',
};

/** Whether a value can be a message. */
export function isMessage(value: JsonObject): boolean {
  return (
    typeof value['role'] === 'string' || (typeof value['type'] === 'string' && value['type'] in ITEM_ROLES)
  );
}

/** Items of OpenAI's responses that have no role. */
const ITEM_ROLES: Readonly<Record<string, Role>> = {
  function_call: 'assistant',
  reasoning: 'assistant',
  function_call_output: 'tool',
};

/** @param fallback The role where the message names none. */
export function readMessage(value: JsonObject, at: string, notes: Notes, fallback: Role = 'user'): Message[] {
  const given = stringAt(value, 'role');
  const item = given === undefined ? ITEM_ROLES[stringAt(value, 'type') ?? ''] : undefined;
  if (item !== undefined) return inTurns(item, readBlocks(value, at, notes));
  const role = given === undefined ? fallback : ROLES[given.toLowerCase()];
  if (role === undefined) notes.add('role_unknown', at, `role ${given}`);
  if (role === 'tool') return toolMessages(value, at, notes);
  return inTurns(role ?? 'user', turnBlocks(value, role ?? 'user', at, notes));
}

function turnBlocks(value: JsonObject, role: Role, at: string, notes: Notes): Block[] {
  const spoken = readBlocks(valueAt(value, 'parts', 'content'), at, notes);
  const blocks =
    role === 'assistant' ? spoken.filter((block) => block.type !== 'text' || block.text !== '') : spoken;
  const thoughts = stringAt(value, 'reasoning_content', 'reasoning', 'thinking');
  if (thoughts && !blocks.some((block) => block.type === 'reasoning'))
    blocks.unshift({ type: 'reasoning', text: thoughts });
  for (const call of listAt(value, 'tool_calls') ?? []) {
    if (typeof call !== 'object' || call === null || Array.isArray(call)) continue;
    const made = objectAt(call, 'function') ?? call;
    const id = stringAt(call, 'id', 'call_id') ?? '';
    const name = stringAt(made, 'name') ?? '';
    blocks.push(callBlock({ id, name, args: valueAt(made, 'arguments', 'args', 'input') }, at, notes));
  }
  const old = objectAt(value, 'function_call');
  if (old) {
    blocks.push(
      callBlock({ id: '', name: stringAt(old, 'name') ?? '', args: valueAt(old, 'arguments') }, at, notes),
    );
  }
  return blocks;
}

function toolMessages(value: JsonObject, at: string, notes: Notes): Message[] {
  const content = valueAt(value, 'parts', 'content');
  const callId = stringAt(value, 'tool_call_id', 'id') ?? '';
  const blocks = Array.isArray(content) ? readBlocks(content, at, notes) : [];
  if (blocks.some((block) => block.type === 'tool_result')) return inTurns('tool', blocks);
  const name = stringAt(value, 'name', 'tool_name') ?? '';
  const result = resultBlock({ callId, name, content, isError: value['is_error'] === true }, at, notes);
  return [{ role: 'tool', content: [result] }];
}

/** Results as messages of their own, in the order of the blocks. */
function inTurns(role: Role, blocks: Block[]): Message[] {
  const messages: Message[] = [];
  let open: Block[] = [];
  const close = () => {
    if (open.length > 0) messages.push({ role: role === 'tool' ? 'user' : role, content: open });
    open = [];
  };
  for (const block of blocks) {
    if (block.type !== 'tool_result') open.push(block);
    else {
      close();
      messages.push({ role: 'tool', content: [block] });
    }
  }
  close();
  return messages.length > 0 ? messages : [{ role, content: [] }];
}
