/** Calls and results stand in pairs, in an order that every chat template accepts. */
import type { TrajectoryRun } from '@nex/core';
import { defineCheck, type Finding } from '../check.ts';

/**
 * Each call is answered before anyone but a tool speaks again. Tolerated: open calls in the last message of a run
 * that ended on a stop tool, since there the call is the end.
 */
export const unansweredCall = defineCheck({
  name: 'unanswered_call',
  version: 1,
  description:
    'Drops when a call has no result, a result has no call before it, an id is used for two calls of a run, or another message stands between a call and its result. A stop tool that ends the run needs no result.',
  reasons: ['call_without_result', 'result_without_call', 'call_id_reused'],
  *find({ runs }) {
    for (const run of runs) yield* findIn(run);
  },
});

function* findIn(run: TrajectoryRun): Generator<Finding> {
  const { runId } = run;
  const seen = new Set<string>();
  const open = new Map<string, { name: string; messageIndex: number }>();
  const unanswered = (entry: { name: string; messageIndex: number }): Finding => ({
    reason: 'call_without_result',
    runId,
    messageIndex: entry.messageIndex,
    note: `The call of ${entry.name} has no result before the conversation goes on.`,
  });
  for (const [messageIndex, message] of run.messages.entries()) {
    if (message.role !== 'tool') {
      yield* [...open.values()].map(unanswered);
      open.clear();
    }
    for (const block of message.content) {
      if (block.type === 'tool_call') {
        if (seen.has(block.id)) {
          const note = `The id of this call of ${block.name} was used before in the run.`;
          yield { reason: 'call_id_reused', runId, messageIndex, note };
        }
        seen.add(block.id);
        open.set(block.id, { name: block.name, messageIndex });
      } else if (block.type === 'tool_result' && !open.delete(block.toolCallId)) {
        const note = `The result of ${block.toolName} answers no open call.`;
        yield { reason: 'result_without_call', runId, messageIndex, note };
      }
    }
  }
  const endsOnCall = run.stopReason === 'stop_tool' && run.messages.at(-1)?.role === 'assistant';
  if (!endsOnCall) yield* [...open.values()].map(unanswered);
}
