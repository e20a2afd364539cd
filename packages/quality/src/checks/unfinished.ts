/** The root has come to its end by its own will. */
import { defineCheck } from '../check.ts';
import { rootOf } from '../root.ts';

export const unfinished = defineCheck({
  name: 'unfinished',
  version: 1,
  description:
    'Drops when the root run is not completed, or ended for another reason than an answer or a stop tool. How a sub-agent ended does not count here: the root saw it and dealt with it.',
  reasons: ['unfinished'],
  *find(trajectory) {
    const { runId, state, stopReason, messages } = rootOf(trajectory);
    if (state === 'completed' && (stopReason === 'answered' || stopReason === 'stop_tool')) return;
    const note = `The root run is ${state} and its stop reason is ${stopReason ?? 'missing'}.`;
    yield { reason: 'unfinished', runId, messageIndex: Math.max(0, messages.length - 1), note };
  },
});
