/** The end of a run, or its pause: its row, and the event that tells of it, in one statement. */
import { type Failure, type Json, type Metrics, NexError, type RunState, type StopReason } from '@nex/core';
import type { Context } from '../context.ts';
import type { Claim } from '../store/claim.ts';
import { findOpenBelow } from '../store/find-runs.ts';
import type { NewEvent } from '../store/log-entry.ts';
import type { RunRow } from '../store/run-row.ts';
import type { Outcome, RunEnd } from './run-agent-input.ts';

/**
 * `undefined` when the run was to end well and messages came in meanwhile: then it is open, and goes on with them.
 * Throws `ClaimLost`.
 */
export async function settleRun(
  context: Context,
  claim: Claim,
  run: RunRow,
  outcome: Outcome,
): Promise<RunEnd | undefined> {
  const { stopReason, response, output } = outcome;
  const state = stateOf(stopReason);
  const failure = outcome.failure ?? (state === 'failed' ? failureOf(stopReason, run.agent) : null);
  const end = { state, stopReason, response, failure, ...(output === undefined ? {} : { output }) };
  const event = endEvent(end, Date.now());
  const { settled } = await context.writer.append(claim, run.id, {
    events: event ? [event] : [],
    settled: { ...end, force: state !== 'completed' },
  });
  if (!settled) return undefined;
  context.bus.treeChanged(run.root_run_id);
  context.bus.runFinished({ id: run.id, rootRunId: run.root_run_id });
  tellEnd(context.metrics, run, state, stopReason);
  return { runId: run.id, state, stopReason, response };
}

function tellEnd(metrics: Metrics, run: RunRow, state: RunState, stopReason: StopReason): void {
  const level = run.depth === 0 ? 'root' : 'sub_agent';
  metrics.count('nex_runs_total', { state, stop_reason: stopReason, level });
  if (state === 'waiting' || run.started_at === null) return;
  const seconds = (Date.now() - run.started_at.getTime()) / 1000;
  metrics.record('nex_run_duration_seconds', Math.max(0, seconds), { state, level });
}

/**
 * Before a run that did not complete is settled: runs below it that nobody works on, because they wait or their worker
 * died, end with it, the deepest first.
 */
export async function settleBelow(context: Context, claim: Claim, run: RunRow): Promise<void> {
  const failure = new NexError('cancelled', 'The run above it ended.').toFailure();
  for (const row of await findOpenBelow(context.pool, run.id)) {
    await settleRun(context, claim, row, { stopReason: 'cancelled', response: '', failure });
  }
}

/** How a run that stopped for that reason counts. */
export function stateOf(stopReason: StopReason): RunState {
  if (stopReason === 'answered' || stopReason === 'stop_tool') return 'completed';
  if (stopReason === 'permission_pending') return 'waiting';
  return stopReason === 'cancelled' ? 'cancelled' : 'failed';
}

/** RUN_FINISHED for a run that completed, RUN_ERROR for one that did not; none for a pause. */
function endEvent(
  end: { state: RunState; stopReason: StopReason; response: string; output?: Json; failure: Failure | null },
  timestamp: number,
): NewEvent | undefined {
  const { state, stopReason, response, output, failure } = end;
  if (state === 'waiting') return undefined;
  if (state === 'completed') {
    const data = { stopReason, result: response, ...(output === undefined ? {} : { output }) };
    return { type: 'RUN_FINISHED', timestamp, data };
  }
  const data = {
    stopReason,
    code: failure?.code ?? 'internal',
    message: failure?.message ?? 'The run ended before it finished.',
    ...(failure?.hint === undefined ? {} : { hint: failure.hint }),
  };
  return { type: 'RUN_ERROR', timestamp, data };
}

/** For the reasons that the loop gives without a failure. */
function failureOf(stopReason: StopReason, agent: string): Failure {
  if (stopReason === 'max_iterations') {
    return new NexError('budget_exhausted', `${agent} had all its model calls before it finished.`, {
      hint: 'Raise max_iterations in the agent file, or maxIterations in the limits of the run.',
    }).toFailure();
  }
  if (stopReason === 'truncated') {
    return new NexError('model_bad_output', 'The answer was cut at the output limit of the model.', {
      hint: 'Raise max_tokens in llm_config.',
    }).toFailure();
  }
  return new NexError('internal', 'The run ended before it finished.').toFailure();
}
