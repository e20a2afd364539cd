/** Options for what a run may use, on the platform and in this process. */
import type { RunLimits } from '@nex/core';
import { type Command, InvalidArgumentError } from 'commander';
import { whole } from './numbers.ts';

export interface LimitOptions {
  maxTokens?: number;
  maxCost?: number;
  timeout?: number;
  maxDepth?: number;
  maxRuns?: number;
}

export function addLimitOptions(command: Command): Command {
  return command
    .option(
      '--max-tokens <number>',
      'tokens of the run and all runs below it (default: 2,000,000 on the platform, no limit with --local)',
      whole(1, 2_000_000_000),
    )
    .option(
      '--max-cost <dollars>',
      'the same in US dollars; every model needs a price (default: no limit)',
      dollars,
    )
    .option(
      '--timeout <seconds>',
      'seconds of the run (default: 600 on the platform, no limit with --local)',
      whole(1, 2_000_000),
    )
    .option('--max-depth <number>', 'levels of sub-agents (default: 4)', whole(0, 16))
    .option('--max-runs <number>', 'runs in all, sub-agents included (default: no limit)', whole(1, 100_000));
}

/** `undefined` when none was given. */
export function limitsOf(options: LimitOptions): RunLimits | undefined {
  const { maxTokens, maxCost, timeout, maxDepth, maxRuns } = options;
  const limits: RunLimits = {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxCost === undefined ? {} : { maxCostUsd: maxCost }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(maxRuns === undefined ? {} : { maxRuns }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function dollars(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Give an amount above 0, as in 0.50.');
}
