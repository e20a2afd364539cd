/** Tool calls of a run with the results that answer them, in the order of the calls. */
import type { ToolCallBlock, ToolResultBlock, TrajectoryRun } from '@nex/core';

export interface AnsweredCall {
  call: ToolCallBlock;
  messageIndex: number;
  /** Absent when no later result carries the call's id. */
  result?: ToolResultBlock;
  resultIndex?: number;
}

/** A result answers the latest call before it with its id that has no result yet. */
export function callsOf(run: Pick<TrajectoryRun, 'messages'>): AnsweredCall[] {
  const calls: AnsweredCall[] = [];
  const open = new Map<string, AnsweredCall>();
  run.messages.forEach((message, messageIndex) => {
    for (const block of message.content) {
      if (block.type === 'tool_call') {
        const entry: AnsweredCall = { call: block, messageIndex };
        calls.push(entry);
        open.set(block.id, entry);
      } else if (block.type === 'tool_result') {
        const entry = open.get(block.toolCallId);
        if (entry === undefined) continue;
        entry.result = block;
        entry.resultIndex = messageIndex;
        open.delete(block.toolCallId);
      }
    }
  });
  return calls;
}
