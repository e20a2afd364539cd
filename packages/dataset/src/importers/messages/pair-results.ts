/**
 * Calls and results as pairs. By id where both have one; else by the tool's name, first called, first answered; else
 * by order. Calls without an id are counted over the conversation: `call_1`, so that every record of the same
 * conversation counts alike. A message to which nothing is added is the same object.
 */
import type { Message, ToolCallBlock, ToolResultBlock } from '@nex/core';
import type { Notes } from '../notes.ts';

/** @param known Messages that were paired before: the same pairing gives the same object. */
export function pairResults(
  messages: readonly Message[],
  at: string,
  notes: Notes,
  known = new WeakMap<Message, Message>(),
): Message[] {
  const open: ToolCallBlock[] = [];
  let count = 0;
  const pair = (message: Message, index: number): Message => {
    const [result] = message.content;
    if (message.role === 'tool' && result?.type === 'tool_result') {
      const made = paired(result, open, index, at, notes);
      return made === result && message.content.length === 1 ? message : { ...message, content: [made] };
    }
    if (message.role !== 'assistant') return message;
    let isSame = true;
    const content = message.content.map((block) => {
      if (block.type !== 'tool_call') return block;
      count += 1;
      if (block.id === '') notes.add('call_ids_made', `${at}, message ${index}`, 'calls without ids');
      const call = block.id === '' ? { ...block, id: `call_${count}` } : block;
      if (call !== block) isSame = false;
      open.push(call);
      return call;
    });
    return isSame ? message : { ...message, content };
  };
  return messages.map((message, index) => {
    const made = pair(message, index);
    const before = known.get(message) ?? message;
    if (made === before || sameIds(made, before)) return before;
    known.set(message, made);
    return made;
  });
}

function paired(
  result: ToolResultBlock,
  open: ToolCallBlock[],
  index: number,
  at: string,
  notes: Notes,
): ToolResultBlock {
  const where = `${at}, message ${index}`;
  const call = take(open, result, where, notes);
  if (!call) {
    notes.add('result_without_call', where, `result of ${result.toolName || 'a tool without a name'}`);
    return { ...result, toolCallId: result.toolCallId === '' ? `result_${index}` : result.toolCallId };
  }
  const toolName = result.toolCallId === '' || result.toolName === '' ? call.name : result.toolName;
  if (result.toolCallId === call.id && result.toolName === toolName) return result;
  return { ...result, toolCallId: call.id, toolName };
}

function sameIds(a: Message, b: Message): boolean {
  return a.content.every((block, index) => {
    const other = b.content[index];
    if (block.type === 'tool_call') return other?.type === 'tool_call' && other.id === block.id;
    if (block.type !== 'tool_result') return true;
    return (
      other?.type === 'tool_result' &&
      other.toolCallId === block.toolCallId &&
      other.toolName === block.toolName
    );
  });
}

function take(
  open: ToolCallBlock[],
  result: ToolResultBlock,
  where: string,
  notes: Notes,
): ToolCallBlock | undefined {
  const { toolCallId, toolName } = result;
  let at = open.findIndex((call) => call.id === toolCallId);
  if (at < 0 && toolCallId !== '') return undefined;
  if (at < 0 && toolName !== '') at = open.findIndex((call) => call.name === toolName);
  // A sub-agent's result may carry the name of the agent.
  if (at < 0 && toolName !== '')
    at = open.findIndex((call) => Object.values(call.arguments ?? {}).includes(toolName));
  if (at < 0 && open.length > 0 && (toolName === '' || open.length === 1)) {
    at = 0;
    notes.add('result_matched_by_order', where, `result of ${toolName || 'a tool without a name'}`);
  }
  return at < 0 ? undefined : open.splice(at, 1)[0];
}
