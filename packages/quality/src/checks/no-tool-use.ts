/** A trajectory of an agent platform shows a tool at work. */
import { defineCheck } from '../check.ts';
import { rootOf } from '../root.ts';

export const noToolUse = defineCheck({
  name: 'no_tool_use',
  version: 2,
  description:
    'Drops when no real tool (of an MCP server or built in) was called with success in the whole tree. Handing work to a sub-agent is no tool use by itself.',
  reasons: ['no_tool_use'],
  *find(trajectory, reading) {
    for (const run of trajectory.runs) {
      const real = new Set(
        run.tools.filter((tool) => tool.origin.kind !== 'sub_agent').map((tool) => tool.name),
      );
      const used = reading
        .callsOf(run)
        .some(({ call, result }) => real.has(call.name) && result?.isError === false);
      if (used) return;
    }
    const note = 'No real tool gave a result without an error in any run.';
    yield { reason: 'no_tool_use', runId: rootOf(trajectory).runId, messageIndex: 0, note };
  },
});
