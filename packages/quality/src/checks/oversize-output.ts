/** Results fit into what a model can read with care. */
import { textOf } from '@nex/core';
import { defineCheck } from '../check.ts';

const MAX_RESULT_CHARS = 40_000;

export const oversizeOutput = defineCheck({
  name: 'oversize_output',
  version: 1,
  description:
    'Flags a tool result of more than 40,000 characters: the tool says more than an agent needs, and the row trains mostly on reading past it.',
  reasons: ['oversize_output'],
  severity: 'flag',
  *find({ runs }) {
    for (const { runId, messages } of runs) {
      for (const [messageIndex, message] of messages.entries()) {
        for (const block of message.content) {
          if (block.type !== 'tool_result') continue;
          const { length } = textOf(block);
          if (length <= MAX_RESULT_CHARS) continue;
          const note = `The result of ${block.toolName} has ${length} characters.`;
          yield { reason: 'oversize_output', runId, messageIndex, note };
        }
      }
    }
  },
});
