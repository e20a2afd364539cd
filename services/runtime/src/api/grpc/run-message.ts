/** A run as the contract spells it. */
import type { RunState as CoreRunState } from '@nex/core';
import { RunState, usageToMessage } from '@nex/rpc';
import type { RunView } from '../../runs/run-view.ts';

const STATES = {
  queued: RunState.QUEUED,
  running: RunState.RUNNING,
  waiting: RunState.WAITING,
  completed: RunState.COMPLETED,
  failed: RunState.FAILED,
  cancelled: RunState.CANCELLED,
} as const satisfies Record<CoreRunState, RunState>;

export function runToMessage(run: RunView) {
  return {
    id: run.id,
    state: STATES[run.state],
    stopReason: run.stopReason ?? '',
    agent: run.agent,
    input: run.input,
    response: run.response,
    usage: usageToMessage(run.usage),
    ...(run.failure
      ? {
          failure: {
            code: run.failure.code,
            message: run.failure.message,
            where: run.failure.where ?? '',
            hint: run.failure.hint ?? '',
          },
        }
      : {}),
    parentRunId: run.parentRunId ?? '',
    rootRunId: run.rootRunId,
    depth: run.depth,
    frameworkDigest: run.frameworkDigest,
    seed: run.seed,
    traceId: run.traceId,
    attempt: run.attempt,
    createdAt: run.createdAt,
    startedAt: run.startedAt ?? '',
    finishedAt: run.finishedAt ?? '',
    outputJson: run.output === undefined ? '' : JSON.stringify(run.output),
  };
}
