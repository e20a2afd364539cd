/** A build as the gRPC contract spells it. */
import type { Build } from '@nex/core';
import { BuildState } from '@nex/rpc';
import { BuildSpec } from '../../store/build-row.ts';

const STATES: Record<Build['state'], BuildState> = {
  queued: BuildState.QUEUED,
  running: BuildState.RUNNING,
  completed: BuildState.COMPLETED,
  failed: BuildState.FAILED,
  cancelled: BuildState.CANCELLED,
};

export function toBuildMessage(build: Build) {
  const spec = BuildSpec.parse(build.spec);
  const { stages, funnel, usage, model, dataSet } = build;
  return {
    id: build.id,
    state: STATES[build.state],
    spec: {
      frameworkId: spec.frameworkId,
      name: build.name,
      queries: spec.queries,
      samples: spec.samples,
      seed: spec.seed,
      difficulty: spec.difficulty,
      languages: spec.languages,
      concurrency: spec.concurrency,
    },
    frameworkDigest: build.frameworkDigest ?? '',
    detailJson: JSON.stringify({ stages, funnel, usage, model, dataSet }),
    ...(build.failure ? { failure: build.failure } : {}),
    traceId: build.traceId,
    createdAt: build.createdAt,
    finishedAt: build.finishedAt ?? '',
  };
}
