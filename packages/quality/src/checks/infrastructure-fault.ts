/** What the platform broke is nothing to learn from. */
import { defineCheck } from '../check.ts';

export const infrastructureFault = defineCheck({
  name: 'infrastructure_fault',
  version: 1,
  description:
    'Drops when any tool result of the tree is an infrastructure fault or an unknown outcome. Errors of a tool itself are kept: dealing with them is worth learning.',
  reasons: ['infrastructure_fault'],
  *find({ runs }) {
    for (const { runId, messages } of runs) {
      for (const [messageIndex, message] of messages.entries()) {
        for (const block of message.content) {
          if (block.type !== 'tool_result') continue;
          if (block.errorKind !== 'infrastructure' && block.errorKind !== 'unknown_outcome') continue;
          const note = `The result of ${block.toolName} is of kind ${block.errorKind}.`;
          yield { reason: 'infrastructure_fault', runId, messageIndex, note };
        }
      }
    }
  },
});
