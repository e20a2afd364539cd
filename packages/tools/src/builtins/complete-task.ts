/** Hands in the final answer. Named as a stop tool it ends the run, and `result` is the response. */
import { errorOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';

export const completeTask = defineBuiltin({
  name: 'complete_task',
  description:
    'Call this tool to submit your final answer and complete the task. Put the complete result in "result", in the ' +
    'form that was asked for. Do not call any other tool afterwards.',
  args: z.object({
    result: z.string().min(1).describe('The final result, complete and in the form that was asked for.'),
  }),
  repeatable: true,
  async execute({ result }) {
    if (result.trim() === '')
      return errorOutcome('invalid_arguments', 'Invalid arguments: result: must not be empty');
    const structured = { status: 'TASK_COMPLETED', result };
    return { content: [{ type: 'text', text: JSON.stringify(structured) }], isError: false, structured };
  },
});
