/** What the runs of one tree share: budget, limits, time, and what they used together. */
import { type Budget, createBudget } from '@nex/agent';
import { addUsage, MAX_TIMER_MS, NexError, NO_USAGE, type RunLimits, type Usage } from '@nex/core';
import type { EmitRunEvent, LocalDesk } from './options.ts';

const DEFAULT_MAX_DEPTH = 4;

export interface RunTree {
  readonly rootRunId: string;
  /** Under which tool servers keep state. */
  readonly conversationId: string;
  readonly limits: RunLimits;
  readonly maxDepth: number;
  readonly budget: Budget;
  readonly emit: EmitRunEvent;
  readonly permissions: LocalDesk | undefined;
  readonly signal: AbortSignal;
  readonly usage: Usage;
  addUsage(usage: Usage): void;
  /** Calls that were not on the cassette. */
  readonly missingCalls: number;
  countMissing(): void;
  /** Counts a run below the root. Throws `invalid_request` when there may be no more. */
  countRun(): void;
}

export interface RunTreeOptions
  extends Pick<RunTree, 'rootRunId' | 'conversationId' | 'limits' | 'emit' | 'permissions'> {
  /** Of the caller. */
  signal: AbortSignal | undefined;
}

export function createRunTree({ signal, ...shared }: RunTreeOptions): RunTree {
  const { maxTokens, maxCostUsd, timeoutMs, maxDepth = DEFAULT_MAX_DEPTH, maxRuns } = shared.limits;
  let usage = NO_USAGE;
  let runs = 1;
  let missingCalls = 0;
  const signals = [
    ...(signal ? [signal] : []),
    ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(Math.min(timeoutMs, MAX_TIMER_MS))]),
  ];
  return {
    ...shared,
    maxDepth,
    budget: createBudget({
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    }),
    signal: AbortSignal.any(signals),
    get usage() {
      return usage;
    },
    addUsage(used) {
      usage = addUsage(usage, used);
    },
    get missingCalls() {
      return missingCalls;
    },
    countMissing: () => void (missingCalls += 1),
    countRun() {
      if (maxRuns !== undefined && runs >= maxRuns) {
        throw new NexError(
          'invalid_request',
          `The run may start no more sub-agents than ${maxRuns - 1} in all.`,
        );
      }
      runs += 1;
    },
  };
}

/** The signal, and a limit in time on top of it. */
export function withTimeLimit(signal: AbortSignal, timeoutMs: number | undefined): AbortSignal {
  if (timeoutMs === undefined) return signal;
  return AbortSignal.any([signal, AbortSignal.timeout(Math.min(timeoutMs, MAX_TIMER_MS))]);
}
