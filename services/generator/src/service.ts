/** Starts the generator on a context: REST, MCP, gRPC, the worker and the sweep. */
import { createHttpServer, listen } from '@nex/http';
import { sql } from '@nex/postgres';
import { startRpcServer } from '@nex/rpc';
import { frameworkBatchService } from './api/grpc/framework-batch-service.ts';
import { generatorService } from './api/grpc/generator-service.ts';
import { ROUTES } from './api/http/index.ts';
import { mcpRoute } from './api/mcp/mcp-route.ts';
import { boundContext, type Context } from './context.ts';
import { advanceBatch } from './jobs/advance-batch.ts';
import { generateFramework } from './jobs/generate-framework.ts';
import { generateJob } from './jobs/generate-job.ts';
import { openBatches } from './store/batches.ts';
import { openFrameworks } from './store/frameworks.ts';

export type { Config } from './config.ts';
export { type Context, createContext } from './context.ts';
export { lintBundle } from './lint/lint-bundle.ts';

const SWEEP_MS = 15_000;

export interface RunningGenerator extends AsyncDisposable {
  httpUrl: string;
  grpcAddress: string;
}

export async function startGenerator(context: Context): Promise<RunningGenerator> {
  const { config, log, pool, queue } = context;
  const api = boundContext(context);
  const { serve } = context.callers;
  const stack = new AsyncDisposableStack();
  try {
    const app = await createHttpServer({
      service: 'generator',
      title: 'Generator',
      ready: async () => void (await pool.query(sql`select 1`)),
      serve,
      onFault: (error) => log.error({ err: error }, 'request failed'),
    });
    for (const addRoute of [...ROUTES, mcpRoute]) addRoute(app, api);
    stack.defer(() => app.close());
    const rpc = stack.use(
      await startRpcServer([generatorService(api), frameworkBatchService(api)], {
        host: config.host,
        port: config.grpcPort,
        serve,
      }),
    );
    stack.use(
      await queue.work({
        job: 'framework.generate',
        handle: (payload, { signal }) => generateFramework(context, payload, signal),
        onFailure: (error, payload) =>
          log.warn({ err: error, frameworkId: payload?.frameworkId }, 'job failed'),
      }),
    );
    stack.use(
      await queue.work({
        job: 'batch.advance',
        handle: (payload, { signal }) => advanceBatch(context, payload, signal),
        onFailure: (error, payload) => log.warn({ err: error, batchId: payload?.batchId }, 'job failed'),
      }),
    );
    const sweep = async () => {
      const batches = await openBatches(pool);
      await queue.add(
        'batch.advance',
        batches.map(({ id, traceparent }) => ({ id, payload: { batchId: id, traceparent } })),
      );
      const open = await openFrameworks(pool);
      await queue.add(
        'framework.generate',
        open.map((one) => generateJob(one, one.place)),
      );
    };
    await sweep();
    const timer = setInterval(() => {
      sweep().catch((error: unknown) => log.warn({ err: error }, 'sweep failed'));
    }, SWEEP_MS);
    stack.defer(() => clearInterval(timer));
    const httpUrl = await listen(app, { host: config.host, port: config.httpPort });
    log.info(
      { httpUrl, grpcAddress: rpc.address, queue: queue.backend, model: context.model.name },
      'listening',
    );
    return { httpUrl, grpcAddress: rpc.address, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (thrown) {
    await stack.disposeAsync();
    throw thrown;
  }
}
