/**
 * What the runs of one tree share while a worker executes them: the claim, the budget, the time, and the ways in which
 * they are stopped. A stop by the caller or by time ends runs with a row; an interruption leaves them as they are, for
 * the next worker.
 */
import { type Budget, createBudget } from '@nex/agent';
import { MAX_TIMER_MS, NexError, type RunLimits } from '@nex/core';
import { WorkerStops } from '@nex/queue';
import type { Claim } from '../store/claim.ts';
import { type Breadth, createBreadth } from './breadth.ts';
import type { Holding } from './holding.ts';
import { createSteps, type Steps } from './steps.ts';

export interface Tree extends Disposable {
  /** What its runs hold on this host until the tree is at its end. */
  readonly holding: Holding;
  readonly claim: Claim;
  readonly limits: RunLimits;
  readonly budget: Budget;
  readonly breadth: Breadth;
  /** Aborts when the tree's time is over or its work is interrupted. */
  readonly signal: AbortSignal;
  readonly steps: Pick<Steps, 'watchModel' | 'watchRecorder'>;
  /** Why the work on the tree stopped without an end of the run: a lost claim, a lost store, a shut-down. */
  readonly interruption: { cause: unknown } | undefined;
  interrupt(cause: unknown): void;
  /** The signal of one run: the parent's, and the run's own cancellation. */
  openRun(runId: string, parent: AbortSignal): AbortSignal;
  closeRun(runId: string): void;
  cancelRun(runId: string): void;
}

export interface TreeOptions {
  holding: Holding;
  claim: Claim;
  limits: RunLimits;
  /** Tokens that the tree used before. */
  spentTokens: number;
  /** US dollars. */
  spentUsd: number;
  /** Id of a run → runs that it started before. */
  started: ReadonlyMap<string, number>;
  /** Time at work since the root run first started, in ms. */
  elapsedMs: number;
  /** The worker's: aborts when it shuts down (with a `WorkerStops`) or loses the job. */
  signal: AbortSignal;
  /** How long a worker that shuts down waits for what is under way, in ms. */
  drainMs: number;
}

export function createTree(options: TreeOptions): Tree {
  const { claim, limits } = options;
  const stop = new AbortController();
  const open = new Map<string, AbortController>();
  let interruption: { cause: unknown } | undefined;
  const interrupt = (cause: unknown) => {
    interruption ??= { cause };
    stop.abort(new NexError('cancelled', 'The worker stopped.'));
  };
  const steps = createSteps({ drainMs: options.drainMs, signal: stop.signal, interrupt });
  const onWorkerStops = () => {
    const reason: unknown = options.signal.reason;
    if (reason instanceof WorkerStops) steps.stop(reason);
    else interrupt(reason);
  };
  if (options.signal.aborted) onWorkerStops();
  else options.signal.addEventListener('abort', onWorkerStops, { once: true });
  const timeoutMs = limits.timeoutMs;
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(
          () => {
            stop.abort(
              new NexError('timeout', `The run took longer than its ${timeoutMs} ms.`, {
                hint: 'Give the run a larger timeoutMs.',
              }),
            );
          },
          Math.min(Math.max(timeoutMs - options.elapsedMs, 0), MAX_TIMER_MS),
        );
  return {
    holding: options.holding,
    claim,
    limits,
    budget: createBudget({
      ...(limits.maxTokens === undefined ? {} : { maxTokens: limits.maxTokens }),
      ...(limits.maxCostUsd === undefined ? {} : { maxCostUsd: limits.maxCostUsd }),
      spent: options.spentTokens,
      spentUsd: options.spentUsd,
    }),
    breadth: createBreadth(limits, options.started),
    signal: stop.signal,
    steps,
    get interruption() {
      return interruption;
    },
    interrupt,
    openRun(runId, parent) {
      const own = new AbortController();
      open.set(runId, own);
      return AbortSignal.any([parent, own.signal]);
    },
    closeRun(runId) {
      open.delete(runId);
      steps.endRun(runId);
    },
    cancelRun(runId) {
      open.get(runId)?.abort(new NexError('cancelled', 'The run was cancelled.'));
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      steps[Symbol.dispose]();
      options.signal.removeEventListener('abort', onWorkerStops);
    },
  };
}
