/** Between the words of core and the messages of the contracts, for what several services send. */
import { type Failure, NexError, type Usage } from '@nex/core';
import type { Failure as FailureMessage, Usage as UsageMessage } from '../gen/nex/v1/common_pb.js';

export function usageToMessage(usage: Usage) {
  return {
    inputTokens: BigInt(usage.inputTokens),
    outputTokens: BigInt(usage.outputTokens),
    cachedInputTokens: BigInt(usage.cachedInputTokens),
    reasoningTokens: BigInt(usage.reasoningTokens),
    modelCalls: BigInt(usage.modelCalls),
    ...(usage.cacheWriteTokens === undefined ? {} : { cacheWriteTokens: BigInt(usage.cacheWriteTokens) }),
    ...(usage.throttledCalls === undefined ? {} : { throttledCalls: BigInt(usage.throttledCalls) }),
    ...(usage.costUsd === undefined ? {} : { costUsd: usage.costUsd }),
  };
}

export function usageFromMessage(usage: UsageMessage | undefined): Usage {
  return {
    inputTokens: Number(usage?.inputTokens ?? 0n),
    outputTokens: Number(usage?.outputTokens ?? 0n),
    cachedInputTokens: Number(usage?.cachedInputTokens ?? 0n),
    reasoningTokens: Number(usage?.reasoningTokens ?? 0n),
    modelCalls: Number(usage?.modelCalls ?? 0n),
    ...(usage?.cacheWriteTokens === undefined ? {} : { cacheWriteTokens: Number(usage.cacheWriteTokens) }),
    ...(usage?.throttledCalls === undefined ? {} : { throttledCalls: Number(usage.throttledCalls) }),
    ...(usage?.costUsd === undefined ? {} : { costUsd: usage.costUsd }),
  };
}

export function failureFromMessage(failure: FailureMessage | undefined): Failure | undefined {
  return failure ? NexError.fromFailure(failure).toFailure() : undefined;
}
