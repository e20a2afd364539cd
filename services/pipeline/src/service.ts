/** Starts the pipeline on a context: REST, gRPC, the worker and the sweep. */
import { drain, listen } from '@nex/http';
import { startRpcServer } from '@nex/rpc';
import { pipelineRpc } from './api/grpc/index.ts';
import { createPipelineHttp } from './api/http/index.ts';
import { checkReady } from './builds/check-ready.ts';
import { apiContext, type PipelineContext } from './context.ts';
import { advanceBuild } from './jobs/advance-build.ts';
import { startSweep } from './jobs/sweep.ts';
import { rolloutRpc } from './rollouts/api/grpc/index.ts';
import { advanceRollouts } from './rollouts/jobs/advance-rollouts.ts';
import { startBatchesAtWork } from './rollouts/jobs/batches-at-work.ts';

export { type PipelineConfig, readConfig } from './config.ts';
export { createContext, type PipelineContext } from './context.ts';

export interface RunningPipeline extends AsyncDisposable {
  httpUrl: string;
  /** `host:port`. */
  grpcAddress: string;
}

/** Disposing drains in reverse order of starting; the context stays the caller's. */
export async function startPipeline(context: PipelineContext): Promise<RunningPipeline> {
  const { config, logger, queue } = context;
  await using starting = new AsyncDisposableStack();
  starting.use(
    await queue.work({
      job: 'build.advance',
      handle: ({ buildId }, { signal }) => advanceBuild(context, buildId, signal),
      onFailure: (thrown, payload) =>
        logger.warn({ err: thrown, buildId: payload?.buildId }, 'a try at a build ended early'),
    }),
  );
  starting.use(
    await queue.work({
      job: 'rollouts.advance',
      handle: ({ batchId }, { signal }) => advanceRollouts(context, batchId, signal),
      onFailure: (thrown, payload) =>
        logger.warn({ err: thrown, batchId: payload?.batchId }, 'a try at a batch of rollouts ended early'),
    }),
  );
  starting.use(await startSweep(context));
  const { drainDelayMs, host, grpcPort, httpPort } = config;
  const api = { ...apiContext(context), batchesAtWork: starting.use(startBatchesAtWork(context)) };
  const rpc = starting.use(
    await startRpcServer([pipelineRpc(api), rolloutRpc(api)], {
      host,
      port: grpcPort,
      serve: context.callers.serve,
      metrics: context.metrics,
    }),
  );
  const http = await createPipelineHttp(api, () => checkReady(context));
  starting.defer(() => http.close());
  const httpUrl = await listen(http, { host, port: httpPort });
  starting.defer(() => drain(http, drainDelayMs));
  logger.info(
    { httpUrl, grpcAddress: rpc.address, queue: queue.backend, model: context.model.name },
    'listening',
  );
  const running = starting.move();
  return { httpUrl, grpcAddress: rpc.address, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
