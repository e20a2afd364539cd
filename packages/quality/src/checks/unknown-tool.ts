/** A tool that the agent was not given is an invention. */
import { defineCheck } from '../check.ts';

export const unknownTool = defineCheck({
  name: 'unknown_tool',
  version: 2,
  description:
    "Drops when any call names a tool that is not among the tools of its run. Not forgiven by a later good call: an invented name is the model's belief, not a slip.",
  reasons: ['unknown_tool'],
  *find({ runs }, reading) {
    for (const run of runs) {
      const names = new Set(run.tools.map((tool) => tool.name));
      for (const { call, messageIndex } of reading.callsOf(run)) {
        if (names.has(call.name)) continue;
        const note = `The run has no tool called ${call.name}.`;
        yield { reason: 'unknown_tool', runId: run.runId, messageIndex, note };
      }
    }
  },
});
