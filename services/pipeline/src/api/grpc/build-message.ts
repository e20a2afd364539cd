/** A build as the gRPC contract spells it. */
import type { Build } from '@nex/core';
import { BuildState } from '@nex/rpc';
import { BuildSpec } from '../../store/build-row.ts';

const STATES: Record<Build['state'], BuildState> = {
  queued: BuildState.QUEUED,
  running: BuildState.RUNNING,
  paused: BuildState.PAUSED,
  completed: BuildState.COMPLETED,
  failed: BuildState.FAILED,
  cancelled: BuildState.CANCELLED,
};

export function toBuildMessage(build: Build) {
  const spec = BuildSpec.parse(build.spec);
  const {
    stages,
    funnel,
    usage,
    spending,
    economy,
    paused,
    concurrency: pace,
    model,
    dataSet,
    elapsedMs,
  } = build;
  const {
    frameworkId,
    queries,
    samples,
    seed,
    difficulty,
    languages,
    concurrency,
    name: _,
    ...options
  } = spec;
  return {
    id: build.id,
    state: STATES[build.state],
    spec: {
      frameworkId,
      name: build.name,
      queries,
      samples,
      seed,
      difficulty,
      languages,
      concurrency,
      optionsJson: Object.keys(options).length > 0 ? JSON.stringify(options) : '',
    },
    frameworkDigest: build.frameworkDigest ?? '',
    detailJson: JSON.stringify({
      stages,
      funnel,
      usage,
      spending,
      economy,
      concurrency: pace,
      paused,
      model,
      dataSet,
      elapsedMs,
    }),
    ...(build.failure ? { failure: build.failure } : {}),
    traceId: build.traceId,
    createdAt: build.createdAt,
    finishedAt: build.finishedAt ?? '',
  };
}
