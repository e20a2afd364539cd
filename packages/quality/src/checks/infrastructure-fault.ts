/** What the platform broke is nothing to learn from; what was broken on purpose is there to be learnt from. */
import type { ResultError } from '@nex/core';
import { defineCheck } from '../check.ts';

const REASONS: Partial<Record<ResultError, string>> = {
  infrastructure: 'infrastructure_fault',
  unknown_outcome: 'infrastructure_fault',
  not_recorded: 'not_recorded',
};

export const infrastructureFault = defineCheck({
  name: 'infrastructure_fault',
  version: 2,
  description:
    'Drops when any tool result of the tree is an infrastructure fault or an unknown outcome, or was not on the cassette that the run played from. Errors of a tool itself and injected faults are kept: dealing with them is worth learning.',
  reasons: ['infrastructure_fault', 'not_recorded'],
  *find({ runs }) {
    for (const { runId, messages } of runs) {
      for (const [messageIndex, message] of messages.entries()) {
        for (const block of message.content) {
          if (block.type !== 'tool_result' || block.injected !== undefined) continue;
          const { errorKind, toolName } = block;
          const reason = errorKind && REASONS[errorKind];
          if (reason === undefined) continue;
          yield { reason, runId, messageIndex, note: `The result of ${toolName} is of kind ${errorKind}.` };
        }
      }
    }
  },
});
