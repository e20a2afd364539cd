/** Calls that were read from text, as blocks of a message. */
import { type Message, type ModelDelta, type ToolCallBlock, toolCallsOf } from '@nex/core';
import type { ParsedCall } from '../dialect.ts';

/**
 * The number of the next call. Ids are `call_<n>`, counted over the history, so that the same history gives the same
 * ids; one that a history without its beginning still holds is never given again.
 */
export function nextCallNumber(messages: readonly Message[]): number {
  let count = 0;
  let highest = 0;
  for (const message of messages) {
    if (message.role !== 'assistant') continue;
    for (const call of toolCallsOf(message)) {
      count += 1;
      const number = Number(/^call_(\d{1,15})$/.exec(call.id)?.[1] ?? 0);
      highest = Math.max(highest, number);
    }
  }
  return Math.max(count, highest) + 1;
}

/** A malformed call has no `arguments`. */
export function callBlock(call: ParsedCall, number: number): ToolCallBlock {
  const { name, argumentsText, arguments: args, fault } = call;
  return {
    type: 'tool_call',
    id: `call_${number}`,
    name,
    argumentsText,
    ...(args && { arguments: args }),
    ...(fault !== undefined && { fault }),
  };
}

/** A whole call in one delta. */
export function callDelta(block: ToolCallBlock, index: number): ModelDelta {
  return { type: 'tool_call', index, id: block.id, name: block.name, argumentsDelta: block.argumentsText };
}

/** All text of a message, as it was streamed. */
export function writtenText({ content }: Message): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}
