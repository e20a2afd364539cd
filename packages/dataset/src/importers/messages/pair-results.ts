/**
 * Calls and results as pairs. By id where both have one; else by the tool's name, first called, first answered; else
 * by order. Calls without an id are counted over the conversation: `call_1`, so that every record of the same
 * conversation counts alike.
 */
import { type Message, type ToolCallBlock, type ToolResultBlock, toolCallsOf } from '@nex/core';
import type { Notes } from '../notes.ts';

export function pairResults(messages: readonly Message[], at: string, notes: Notes): Message[] {
  const open: ToolCallBlock[] = [];
  let count = 0;
  return messages.map((message, index): Message => {
    const where = `${at}, message ${index}`;
    if (message.role === 'assistant' && toolCallsOf(message).length > 0) {
      const content = message.content.map((block) => {
        if (block.type !== 'tool_call') return block;
        count += 1;
        if (block.id === '') notes.add('call_ids_made', where, 'calls without ids');
        const call = block.id === '' ? { ...block, id: `call_${count}` } : block;
        open.push(call);
        return call;
      });
      return { ...message, content };
    }
    const [result] = message.content;
    if (message.role !== 'tool' || result?.type !== 'tool_result') return message;
    const call = take(open, result, where, notes);
    if (!call) {
      notes.add('result_without_call', where, `result of ${result.toolName || 'a tool without a name'}`);
      const toolCallId = result.toolCallId === '' ? `result_${index}` : result.toolCallId;
      return { ...message, content: [{ ...result, toolCallId }] };
    }
    const toolName = result.toolCallId === '' || result.toolName === '' ? call.name : result.toolName;
    return { ...message, content: [{ ...result, toolCallId: call.id, toolName }] };
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
