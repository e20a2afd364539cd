/** The end of a run: its row, and the event that tells of it, in one statement. */
import { type Failure, NexError, type RunState, type StopReason } from '@nex/core';
import type { Context } from '../context.ts';
import { append } from '../store/append.ts';
import type { Claim } from '../store/claim.ts';
import type { RunRow } from '../store/run-row.ts';
import type { Outcome, RunEnd } from './run-agent-input.ts';
import { endEvent } from './run-events.ts';

/** Throws `ClaimLost`. */
export async function settleRun(
  context: Context,
  claim: Claim,
  run: RunRow,
  outcome: Outcome,
): Promise<RunEnd> {
  const { stopReason, response } = outcome;
  const state = stateOf(stopReason);
  const failure = outcome.failure ?? (state === 'failed' ? failureOf(stopReason, run.agent) : null);
  const end = { completed: state === 'completed', stopReason, response, failure };
  await append(context.pool, claim, run.id, {
    events: [endEvent(end, Date.now())],
    settled: { state, stopReason, response, failure },
  });
  context.bus.treeChanged(run.root_run_id);
  context.bus.runFinished();
  return { runId: run.id, state, stopReason, response };
}

/** How a run that stopped for that reason counts. */
function stateOf(stopReason: StopReason): RunState {
  if (stopReason === 'answered' || stopReason === 'stop_tool') return 'completed';
  return stopReason === 'cancelled' ? 'cancelled' : 'failed';
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
