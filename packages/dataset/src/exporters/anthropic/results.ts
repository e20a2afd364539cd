/**
 * The results of a turn. The API takes a result for each call and none beside; what a malformed call got, which is no
 * call there, is what the user says next.
 */
import type { Message, ToolCallBlock } from '@nex/core';
import { type Losses, lose } from '../../losses/losses.ts';
import { isRefusal, type Refusal } from '../exporter.ts';
import { heldParts, unfit } from './held-blocks.ts';

/** The calls of a turn by the ids that they had; those that are none in the row apart. */
export interface Turn {
  calls: Map<string, ToolCallBlock>;
  malformed: Set<string>;
}

/** @param turn Whose calls are taken from it as they are answered. */
export function answers(
  run: readonly Message[],
  turn: Turn | undefined,
  at: number,
  losses: Losses,
): Message[] | Refusal {
  const { calls: open, malformed } = turn ?? {
    calls: new Map<string, ToolCallBlock>(),
    malformed: new Set(),
  };
  const results: Message[] = [];
  const said: Message[] = [];
  for (let index = 0; index < run.length; index += 1) {
    const blocks = run[index]?.content ?? [];
    const block = blocks[0];
    if (block?.type !== 'tool_result' || blocks.length > 1) return unfit(at + index, 'is not one result');
    const content = heldParts(block.content, at + index, losses, true);
    if (isRefusal(content)) return content;
    if (block.structured !== undefined) lose(losses, 'structured_results');
    if (block.errorKind !== undefined) lose(losses, 'error_kinds');
    const call = open.get(block.toolCallId);
    if (call) {
      open.delete(block.toolCallId);
      if (block.toolName !== call.name) lose(losses, 'result_names');
      if (said.length > 0) lose(losses, 'result_order');
      const { isError } = block;
      results.push({
        role: 'tool',
        content: [{ type: 'tool_result', toolCallId: call.id, toolName: call.name, content, isError }],
      });
    } else if (malformed.delete(block.toolCallId)) {
      lose(losses, 'result_names');
      if (block.isError) lose(losses, 'error_flags');
      said.push({ role: 'user', content });
    } else {
      return { reason: 'results', detail: `message ${at + index} answers no call of the turn before it` };
    }
  }
  if (open.size > 0) return { reason: 'results', detail: `a call before message ${at} has no result` };
  results.push(...said);
  return results;
}
