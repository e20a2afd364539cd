/** What the platform broke is nothing to learn from; what was broken on purpose is there to be learnt from. */
import { type Block, EARLIER_INDEX, type ResultError } from '@nex/core';
import { defineCheck, type Finding } from '../check.ts';

const REASONS: Partial<Record<ResultError, string>> = {
  infrastructure: 'infrastructure_fault',
  unknown_outcome: 'infrastructure_fault',
  not_recorded: 'not_recorded',
};

export const infrastructureFault = defineCheck({
  name: 'infrastructure_fault',
  version: 3,
  description:
    'Drops when any tool result of the tree is an infrastructure fault or an unknown outcome, or was not on the cassette that the run played from. Errors of a tool itself and injected faults are kept: dealing with them is worth learning.',
  reasons: ['infrastructure_fault', 'not_recorded'],
  *find({ runs }, reading) {
    for (const run of runs) {
      for (const { result, resultIndex } of reading.callsOf(run)) {
        if (resultIndex === EARLIER_INDEX) yield* faultOf(result, run.runId, resultIndex);
      }
      for (const [messageIndex, message] of run.messages.entries()) {
        for (const block of message.content) yield* faultOf(block, run.runId, messageIndex);
      }
    }
  },
});

function* faultOf(block: Block | undefined, runId: string, messageIndex: number): Generator<Finding> {
  if (block?.type !== 'tool_result' || block.injected !== undefined) return;
  const { errorKind, toolName } = block;
  const reason = errorKind && REASONS[errorKind];
  if (reason === undefined) return;
  yield { reason, runId, messageIndex, note: `The result of ${toolName} is of kind ${errorKind}.` };
}
