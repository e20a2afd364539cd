/** Runs as the runtime sends them, in the words of the pipeline's rows. */
import { isTerminal, type RunState, StopReason } from '@nex/core';
import { type Run, RunState as RunStateMessage, usageFromMessage } from '@nex/rpc';
import type { EndedRun } from '../store/query-runs.ts';

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
export function endOf(run: Run): EndedRun | undefined {
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
