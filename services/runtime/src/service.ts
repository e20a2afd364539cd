/** Starts the runtime from a context: API, workers, sweep. Exported for tests, which start it on free ports. */

import { toNexError } from '@nex/core';
import { createHttpServer, listen } from '@nex/http';
import { sql } from '@nex/postgres';
import { implement, RuntimeService, startRpcServer } from '@nex/rpc';
import { runtimeMethods } from './api/grpc/index.ts';
import { OPERATIONS } from './api/http/index.ts';
import { guardRoutes } from './api/http/own-routes.ts';
import { apiContext, type Context } from './context.ts';
import { startExecuteWorker } from './jobs/execute.ts';
import { startSweep } from './jobs/sweep.ts';
import { resealSecrets } from './secrets/reseal-secrets.ts';

export { type Config, readConfig } from './config.ts';
export { type Context, createContext, MIGRATIONS } from './context.ts';

export interface Runtime extends AsyncDisposable {
  httpUrl: string;
  grpcAddress: string;
}

/** Closing it lets running jobs stop where they are: their rows are open, and another process goes on with them. */
export async function startRuntime(context: Context): Promise<Runtime> {
  await using stack = new AsyncDisposableStack();
  const { config, log } = context;
  const onFault = (thrown: unknown) => log.error({ err: thrown }, 'a request failed');
  const app = await createHttpServer({
    service: 'runtime',
    title: 'nex runtime',
    bodyLimit: 16 * 1024 * 1024,
    ready: async () => {
      await context.pool.query(sql`select 1`);
      await context.queue.depth('run.execute');
    },
    serve: context.callers.serve,
    onFault,
  });
  const api = apiContext(context);
  guardRoutes(app, api);
  for (const addOperation of OPERATIONS) addOperation(app, api);
  stack.defer(() => app.close());
  const rpc = stack.use(
    await startRpcServer([implement(RuntimeService, runtimeMethods(api))], {
      host: config.host,
      port: config.grpcPort,
      serve: context.callers.serve,
      onFailure: (thrown, method) => {
        const error = toNexError(thrown);
        if (error.code === 'internal') log.error({ err: thrown, method }, 'a call failed');
      },
    }),
  );
  await resealSecrets(context);
  if (config.runConcurrency > 0) stack.use(await startExecuteWorker(context));
  stack.use(startSweep(context));
  const httpUrl = await listen(app, { host: config.host, port: config.httpPort });
  log.info({ httpUrl, grpcAddress: rpc.address, runConcurrency: config.runConcurrency }, 'runtime listens');
  const owned = stack.move();
  return {
    httpUrl,
    grpcAddress: rpc.address,
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
    },
  };
}
