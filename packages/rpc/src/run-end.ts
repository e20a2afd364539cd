/** How a run ended, in the words of the core. */
import { isTerminal, type RunState, StopReason, type Usage } from '@nex/core';
import { type Run, RunState as RunStateMessage } from '../gen/nex/v1/runtime_pb.js';
import { usageFromMessage } from './convert.ts';

export interface RunEnd {
  runId: string;
  state: RunState;
  stopReason: StopReason | null;
  traceId: string;
  usage: Usage;
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
  return {
    runId: run.id,
    state,
    stopReason: stopReason.success ? stopReason.data : null,
    traceId: run.traceId,
    usage: usageFromMessage(run.usage),
  };
}
