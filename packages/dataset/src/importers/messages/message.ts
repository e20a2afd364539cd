/**
 * One foreign message, of any shape, as messages of the platform: a tool message holds exactly one result, so a turn
 * that answers several calls becomes several.
 */
import { type Block, isJsonObject, type JsonObject, type Message, type Role } from '@nex/core';
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
  return roleOf(value) !== undefined || Object.hasOwn(ITEM_ROLES, stringAt(value, 'type') ?? '');
}

/** One of several items that OpenAI's responses make of a turn. */
export function isItem(value: JsonObject): boolean {
  const type = stringAt(value, 'type') ?? '';
  if (type === 'message') return true;
  return value['role'] === undefined && (Object.hasOwn(ITEM_ROLES, type) || isOtherItem(value));
}

/** An item of a type that is not known here, such as the call of a tool that the provider runs itself. */
function isOtherItem(value: JsonObject): boolean {
  if (roleOf(value) !== undefined || stringAt(value, 'type') === undefined) return false;
  return CONTENTS.every((name) => valueAt(value, name) === undefined);
}

const CONTENTS = ['content', 'parts', 'tool_calls', 'function_call'];

/** As it is written. LangChain calls it `type`. */
function roleOf(value: JsonObject): string | undefined {
  const type = stringAt(value, 'type');
  return stringAt(value, 'role') ?? (type !== undefined && Object.hasOwn(ROLES, type) ? type : undefined);
}

/** Items of OpenAI's responses that have no role. */
const ITEM_ROLES: Readonly<Record<string, Role>> = {
  function_call: 'assistant',
  custom_tool_call: 'assistant',
  reasoning: 'assistant',
  function_call_output: 'tool',
  custom_tool_call_output: 'tool',
};

/** @param fallback The role where the message names none. */
export function readMessage(value: JsonObject, at: string, notes: Notes, fallback: Role = 'user'): Message[] {
  const given = roleOf(value);
  const item = given === undefined ? ITEM_ROLES[stringAt(value, 'type') ?? ''] : undefined;
  if (item !== undefined) return inTurns(item, readBlocks(value, at, notes));
  if (isOtherItem(value)) {
    const isCall = stringAt(value, 'type')?.endsWith('_call') === true;
    return inTurns(isCall ? 'assistant' : fallback, readBlocks(value, at, notes));
  }
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
  // Beside the content, which is null then.
  const said = stringAt(value, 'refusal') ?? stringAt(objectAt(value, 'audio') ?? {}, 'transcript');
  if (said && !blocks.some((block) => block.type === 'text')) blocks.push({ type: 'text', text: said });
  for (const call of callsOf(value)) {
    const made = objectAt(call, 'function', 'custom') ?? call;
    const id = stringAt(call, 'id', 'call_id') ?? '';
    // LangChain has calls of some providers among the content, too.
    if (id !== '' && spoken.some((block) => block.type === 'tool_call' && block.id === id)) continue;
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

/** LangChain keeps beside the parsed calls those that the provider gave: with the bytes of their arguments. */
function callsOf(value: JsonObject): JsonObject[] {
  const given = listAt(objectAt(value, 'additional_kwargs') ?? {}, 'tool_calls') ?? [];
  return (given.length > 0 ? given : (listAt(value, 'tool_calls') ?? [])).filter(isJsonObject);
}

function toolMessages(value: JsonObject, at: string, notes: Notes): Message[] {
  const content = valueAt(value, 'parts', 'content');
  const callId = stringAt(value, 'tool_call_id', 'id') ?? '';
  const blocks = Array.isArray(content) ? readBlocks(content, at, notes) : [];
  if (blocks.some((block) => block.type === 'tool_result')) return inTurns('tool', blocks);
  const name = stringAt(value, 'name', 'tool_name') ?? '';
  const result = resultBlock(
    { callId, name, content, isError: value['is_error'] === true || value['status'] === 'error' },
    at,
    notes,
  );
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
