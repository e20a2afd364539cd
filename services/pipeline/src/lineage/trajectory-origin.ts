/** What a trajectory says of its own making: models, agents with their prompts, tools with their snapshots. */
import { type RowLineage, type Trajectory, type TrajectoryRun, textOf } from '@nex/core';
import { digestJson, digestText } from '@nex/core/digest';

type TrajectoryOrigin = NonNullable<RowLineage['trajectory']>;

export function trajectoryOrigin(
  trajectory: Trajectory,
  stored: Pick<TrajectoryOrigin, 'digest' | 'sizeBytes'>,
): TrajectoryOrigin {
  return {
    ...stored,
    provenance: trajectory.provenance,
    agents: trajectory.runs.map((run) => ({
      runId: run.runId,
      parentRunId: run.parentRunId,
      agent: run.agent,
      depth: run.depth,
      state: run.state,
      stopReason: run.stopReason,
      promptDigest: promptDigest(run),
      tools: run.tools.length,
      toolsDigest: digestJson(run.tools),
    })),
    toolSnapshots: snapshotsOf(trajectory),
  };
}

function promptDigest({ messages }: TrajectoryRun): string {
  const system = messages.filter(({ role }) => role === 'system');
  return system.length === 0 ? '' : digestText(system.map((message) => textOf(message)).join('\n'));
}

/** Each once, by server. */
function snapshotsOf({ runs }: Trajectory): TrajectoryOrigin['toolSnapshots'] {
  const known = new Map<string, { server: string; digest: string }>();
  for (const { origin } of runs.flatMap(({ tools }) => tools)) {
    if (origin.kind !== 'mcp') continue;
    known.set(`${origin.server} ${origin.snapshot}`, { server: origin.server, digest: origin.snapshot });
  }
  return [...known.values()].sort((a, b) => (a.server < b.server ? -1 : 1));
}
