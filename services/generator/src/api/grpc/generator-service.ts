/** The gRPC face of the generator: single frameworks. */
import { readEndingsQuery } from '@nex/core';
import { listEnded, sql } from '@nex/postgres';
import { GeneratorService, implement } from '@nex/rpc';
import type { Context } from '../../context.ts';
import { cancelFramework, createFramework, getBundle, getFramework } from '../../frameworks.ts';
import { fromFrameworkMessage, toFrameworkMessage } from './framework-message.ts';

export function generatorService(context: Context) {
  return implement(GeneratorService, {
    createFramework: async (request) => {
      const body = fromFrameworkMessage(request);
      const framework = await createFramework(context, body, request.idempotencyKey || undefined);
      return { framework: toFrameworkMessage(framework) };
    },
    getFramework: async ({ id }) => ({ framework: toFrameworkMessage(await getFramework(context, id)) }),
    cancelFramework: async ({ id }) => ({
      framework: toFrameworkMessage(await cancelFramework(context, id)),
    }),
    listEndedFrameworks: async (request) => ({
      endings: await listEnded(context.pool, sql`generator.frameworks`, readEndingsQuery(request)),
    }),
    getBundle: async ({ frameworkId }) => getBundle(context, frameworkId),
  });
}
