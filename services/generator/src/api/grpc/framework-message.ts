/** Frameworks and their requests, as the gRPC face has them. */
import type { CreateFramework, Framework } from '@nex/core';
import {
  type CreateFrameworkRequest,
  type FrameworkBudget,
  type FrameworkSource,
  FrameworkState,
  usageToMessage,
} from '@nex/rpc';
import type * as z from 'zod';

export type FrameworkRequest = z.input<typeof CreateFramework>;

const STATES = {
  queued: FrameworkState.QUEUED,
  running: FrameworkState.RUNNING,
  ready: FrameworkState.READY,
  failed: FrameworkState.FAILED,
  cancelled: FrameworkState.CANCELLED,
} as const;

function sourceOf(from: FrameworkSource | undefined): Pick<FrameworkRequest, 'from'> {
  if (from?.source.case === 'files') return { from: { files: from.source.value.files } };
  return from?.source.case === 'digest' ? { from: { digest: from.source.value } } : {};
}

/** Unset fields take their defaults; what is no member of an enum is refused with the rest of the request. */
export function fromFrameworkMessage(request: CreateFrameworkRequest): FrameworkRequest {
  const { tools, budget, simulation } = request;
  const given = (key: string, value: unknown) => (value ? { [key]: value } : {});
  return {
    sentence: request.sentence,
    seed: request.seed,
    ...sourceOf(request.from),
    ...given('language', request.language),
    ...given('pattern', request.pattern),
    ...given('baseline', request.baseline),
    ...(simulation
      ? {
          simulation: {
            casesPerAgent: simulation.casesPerAgent,
            wholeCases: simulation.wholeCases,
            passRate: simulation.passRate,
            tokensPerCase: simulation.tokensPerCase,
          },
        }
      : {}),
    ...given('minAgents', request.minAgents),
    ...given('maxAgents', request.maxAgents),
    ...(request.minDepth === undefined ? {} : { minDepth: request.minDepth }),
    ...(request.maxDepth === undefined ? {} : { maxDepth: request.maxDepth }),
    ...(tools
      ? {
          tools: {
            allowServers: tools.allowServers,
            denyServers: tools.denyServers,
            allowTools: tools.allowTools,
            denyTools: tools.denyTools,
            allowSynthesised: !tools.denySynthesised,
          },
        }
      : {}),
    ...given('model', request.model),
    budget: budgetOf(budget),
    ...given('personas', request.personas),
    ...given('minLeaves', request.minLeaves),
  };
}

export function budgetOf(budget: FrameworkBudget | undefined): FrameworkRequest['budget'] {
  return {
    ...(budget?.tokens === undefined ? {} : { tokens: Number(budget.tokens) }),
    ...(budget?.costUsd === undefined ? {} : { costUsd: budget.costUsd }),
    ...(budget?.seconds === undefined ? {} : { seconds: budget.seconds }),
  };
}

export function toFrameworkMessage(framework: Framework) {
  const { id, sentence, seed, language, traceId, createdAt } = framework;
  return {
    id,
    state: STATES[framework.state],
    sentence,
    seed,
    language,
    name: framework.name ?? '',
    title: framework.title ?? '',
    description: framework.description ?? '',
    digest: framework.digest ?? '',
    usage: usageToMessage(framework.usage),
    ...(framework.failure ? { failure: framework.failure } : {}),
    traceId,
    createdAt,
    finishedAt: framework.finishedAt ?? '',
  };
}
