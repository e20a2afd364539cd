/** How a run counts for a data set: one word, by what the runtime says of its end. */
import * as z from 'zod';
import type { Failure } from './error.ts';
import { type Code, ERROR_CODES } from './error-codes.ts';
import type { RunState, StopReason } from './run.ts';

export const RUN_OUTCOMES = [
  /** By the agent's own will. */
  'completed',
  /** Cut at the output or the context of the model. */
  'truncated',
  /** Its time was up. */
  'timeout',
  /** Its model calls, tokens or money were used up, or the build's were before it began. */
  'budget',
  /** A tool server could not be had. */
  'tool_fault',
  /** The model could not be had, or gave nothing that can be used. */
  'model_fault',
  /** Somebody refused: the model server, or who decides on tool calls. */
  'policy',
  /** A fault of the platform or of the framework. */
  'crash',
  'cancelled',
] as const;
export const RunOutcome = z.enum(RUN_OUTCOMES);
export type RunOutcome = z.infer<typeof RunOutcome>;

export interface RunEnding {
  state: RunState;
  stopReason: StopReason | null;
  failure?: Failure | undefined;
}

/** Complete. `by-failure`: the stop reason leaves it to the failure's code. */
const BY_STOP_REASON: Record<StopReason, RunOutcome | 'by-failure'> = {
  answered: 'completed',
  stop_tool: 'completed',
  max_iterations: 'budget',
  truncated: 'truncated',
  invalid_output: 'model_fault',
  permission_pending: 'policy',
  budget: 'budget',
  timeout: 'timeout',
  cancelled: 'cancelled',
  model_error: 'by-failure',
  error: 'by-failure',
};

/** Complete. */
const BY_CODE: Record<Code, RunOutcome> = {
  invalid_request: 'crash',
  unauthenticated: 'policy',
  forbidden: 'policy',
  not_found: 'crash',
  conflict: 'crash',
  too_large: 'crash',
  rate_limited: 'crash',
  quota_exceeded: 'policy',
  sentence_empty: 'crash',
  sentence_too_long: 'crash',
  config_invalid: 'crash',
  bundle_invalid: 'crash',
  build_invalid: 'crash',
  catalogue_invalid: 'tool_fault',
  tool_unavailable: 'tool_fault',
  model_unreachable: 'model_fault',
  model_rejected: 'policy',
  context_overflow: 'truncated',
  model_overloaded: 'model_fault',
  model_bad_output: 'model_fault',
  budget_exhausted: 'budget',
  cancelled: 'cancelled',
  timeout: 'timeout',
  unavailable: 'crash',
  lint_failed: 'crash',
  simulation_failed: 'crash',
  shortfall: 'crash',
  lease_expired: 'crash',
  internal: 'crash',
};

/** Of a terminal run. One that says nothing of its end, and completed, counts as completed; else as a crash. */
export function outcomeOf({ state, stopReason, failure }: RunEnding): RunOutcome {
  if (state === 'cancelled') return 'cancelled';
  if (stopReason === null) return state === 'completed' ? 'completed' : 'crash';
  const outcome = BY_STOP_REASON[stopReason];
  if (outcome !== 'by-failure') return outcome;
  // The time of a single model call is the model's fault, not the run's.
  if (stopReason === 'model_error' && (!failure || failure.code === 'timeout')) return 'model_fault';
  return failure ? BY_CODE[failure.code] : 'crash';
}

/**
 * Whether the same run may end otherwise when it is made again: faults that pass by themselves, and a crash that nobody
 * understands. What was used up, refused or cancelled comes out the same.
 */
export function mayPass(ending: RunEnding): boolean {
  const outcome = outcomeOf(ending);
  if (outcome !== 'tool_fault' && outcome !== 'model_fault' && outcome !== 'crash') return false;
  if (ending.stopReason === 'invalid_output') return false;
  const code = ending.failure?.code ?? 'internal';
  return code === 'internal' ? outcome === 'crash' : ERROR_CODES[code].retryable;
}
