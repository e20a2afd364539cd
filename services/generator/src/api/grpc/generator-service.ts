/** The gRPC face of the generator. */
import type { Framework } from '@nex/core';
import { FrameworkState, GeneratorService, implement, usageToMessage } from '@nex/rpc';
import type { Context } from '../../context.ts';
import { cancelFramework, createFramework, getBundle, getFramework } from '../../frameworks.ts';

const STATES = {
  queued: FrameworkState.QUEUED,
  running: FrameworkState.RUNNING,
  ready: FrameworkState.READY,
  failed: FrameworkState.FAILED,
  cancelled: FrameworkState.CANCELLED,
} as const;

export function generatorService(context: Context) {
  return implement(GeneratorService, {
    createFramework: async (request) => ({
      framework: toMessage(
        await createFramework(
          context,
          {
            sentence: request.sentence,
            seed: request.seed,
            ...(request.language ? { language: request.language } : {}),
            ...(request.minAgents ? { minAgents: request.minAgents } : {}),
            ...(request.maxAgents ? { maxAgents: request.maxAgents } : {}),
          },
          request.idempotencyKey || undefined,
        ),
      ),
    }),
    getFramework: async ({ id }) => ({ framework: toMessage(await getFramework(context, id)) }),
    cancelFramework: async ({ id }) => ({ framework: toMessage(await cancelFramework(context, id)) }),
    getBundle: async ({ frameworkId }) => getBundle(context, frameworkId),
  });
}

function toMessage(framework: Framework) {
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
