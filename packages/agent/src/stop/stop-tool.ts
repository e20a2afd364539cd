/**
 * A stop tool succeeded. The response is the `result` argument of `complete_task`, under whatever name; of other tools it
 * is what they returned: a text as it is, a structure as JSON, so that a caller can read it.
 */
import { isJsonObject, type Json, type ToolResultBlock, textOf, toolCallsOf } from '@nex/core';
import type { StopPredicate } from './stop-predicate.ts';

export const stopTool: StopPredicate = ({ turn, input }) => {
  if (!turn) return undefined;
  for (const call of toolCallsOf(turn.message)) {
    if (!input.agent.stopTools.includes(call.name)) continue;
    const result = turn.results.find((one) => one.toolCallId === call.id);
    if (!result || result.isError) continue;
    const given = call.name === 'complete_task' ? call.arguments?.result : completed(result.structured);
    if (given === undefined) return { stopReason: 'stop_tool', response: responseOf(result) };
    return { stopReason: 'stop_tool', response: typeof given === 'string' ? given : JSON.stringify(given) };
  }
  return undefined;
};

function responseOf(result: ToolResultBlock): string {
  const { structured } = result;
  if (typeof structured !== 'object' || structured === null) return textOf(result);
  return JSON.stringify(structured, null, 4);
}

/** What `complete_task` says that it was given. */
function completed(structured: Json | undefined): Json | undefined {
  return isJsonObject(structured) && structured.status === 'TASK_COMPLETED' ? structured.result : undefined;
}
