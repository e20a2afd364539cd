/** The root run of a trajectory: the one that is named, else the first. */
import type { Trajectory, TrajectoryRun } from '@nex/core';

export function rootOf({ runs, rootRunId }: Trajectory): TrajectoryRun {
  // A trajectory has at least one run: its schema says so.
  return runs.find((run) => run.runId === rootRunId) ?? (runs[0] as TrajectoryRun);
}
