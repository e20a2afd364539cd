/** From runs to an imported trajectory: tools, usage, provenance. What the source does not say stays empty. */
import { addUsage, NO_USAGE, type Trajectory, type TrajectoryRun } from '@nex/core';
import type { ImportedTrajectory, ImportFormat } from '../importer.ts';
import type { Notes } from '../notes.ts';
import { firstAsk } from './link-runs.ts';
import { withTools } from './with-tools.ts';

export interface FinishFacts {
  format: ImportFormat;
  source: string;
  traceId: string;
  /** `''` where nobody says. */
  model: string;
  provider: string;
  /** Absent: the first thing that the user of the root says, in its oldest conversation. */
  query?: string;
}

/** @param runs Root first, at least one. */
export function finishTrajectory(
  runs: readonly TrajectoryRun[],
  { format, source, traceId, model, provider, query }: FinishFacts,
  notes: Notes,
): ImportedTrajectory {
  const root = runs[0] as TrajectoryRun;
  const trajectory: Trajectory = {
    version: 1,
    rootRunId: root.runId,
    runs: runs.map((run) => withTools(run, delegatedIn(run, runs), notes)),
    usage: runs.reduce((sum, run) => addUsage(sum, run.usage), NO_USAGE),
    provenance: {
      model,
      provider,
      offlineModel: false,
      seed: 0,
      frameworkDigest: '',
      traceId,
      imported: { format, source },
    },
  };
  for (const { runId, state, stopReason } of runs) {
    if (state === 'completed' && stopReason === null) notes.add('end_unknown', `run ${runId}`, 'no end');
  }
  return {
    query: query ?? firstAsk(root.earlierLeaves?.[0] ?? root.messages),
    trajectory,
    warnings: notes.list(),
  };
}

function delegatedIn(run: TrajectoryRun, runs: readonly TrajectoryRun[]): Set<string> {
  return new Set(
    runs.flatMap(({ parentRunId, parentCallId }) =>
      parentRunId === run.runId && parentCallId !== null ? [parentCallId] : [],
    ),
  );
}
