/** How a run ended, in the words of the core. */
import { type Failure, isTerminal, type RunState, StopReason, type Usage } from '@nex/core';
import { type Run, RunState as RunStateMessage } from '../gen/nex/v1/runtime_pb.js';
import { failureFromMessage, usageFromMessage } from './convert.ts';

export interface RunEnd {
  runId: string;
  state: RunState;
  stopReason: StopReason | null;
  failure?: Failure;
  traceId: string;
  usage: Usage;
  /** RFC 3339; absent when a worker never took it up. */
  startedAt?: string;
  finishedAt?: string;
}

const STATES: Record<RunStateMessage, RunState> = {
  [RunStateMessage.UNSPECIFIED]: 'queued',
  [RunStateMessage.QUEUED]: 'queued',
  [RunStateMessage.RUNNING]: 'running',
  [RunStateMessage.WAITING]: 'waiting',
  [RunStateMessage.COMPLETED]: 'completed',
  [RunStateMessage.FAILED]: 'failed',
  [RunStateMessage.CANCELLED]: 'cancelled',
};

/** The end of a run; `undefined` while it has none. */
export function endOf(run: Run): RunEnd | undefined {
  const state = STATES[run.state];
  if (!isTerminal(state)) return undefined;
  const stopReason = StopReason.safeParse(run.stopReason);
  const failure = failureFromMessage(run.failure);
  return {
    runId: run.id,
    state,
    stopReason: stopReason.success ? stopReason.data : null,
    ...(failure && { failure }),
    traceId: run.traceId,
    usage: usageFromMessage(run.usage),
    ...(run.startedAt && { startedAt: run.startedAt }),
    ...(run.finishedAt && { finishedAt: run.finishedAt }),
  };
}
