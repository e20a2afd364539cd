/** A stop tool succeeded. The response is the `result` argument of `complete_task`, of other tools the result's text. */
import { textOf, toolCallsOf } from '@nex/core';
import type { StopPredicate } from './stop-predicate.ts';

export const stopTool: StopPredicate = ({ turn, input }) => {
  if (!turn) return undefined;
  for (const call of toolCallsOf(turn.message)) {
    if (!input.agent.stopTools.includes(call.name)) continue;
    const result = turn.results.find((one) => one.toolCallId === call.id);
    if (!result || result.isError) continue;
    const given = call.name === 'complete_task' ? call.arguments?.result : undefined;
    if (given === undefined) return { stopReason: 'stop_tool', response: textOf(result) };
    return { stopReason: 'stop_tool', response: typeof given === 'string' ? given : JSON.stringify(given) };
  }
  return undefined;
};
