/** A generator in this process on a database of its own, the offline model, and a runtime that only takes bundles. */
import { fileURLToPath } from 'node:url';
import { bundleDigest, bundleSource, loadFramework } from '@nex/agent-config';
import { NexError } from '@nex/core';
import { type OfflineModelOptions, startOfflineModel } from '@nex/offline-model';
import { implement, RuntimeService, startRpcServer } from '@nex/rpc';
import { createTestDatabase } from '@nex/testkit';
import { type Config, type Context, createContext, startGenerator } from '../src/service.ts';

/** Of a request to a stack whose runtime runs nothing. */
export const UNTRIED = { simulation: { casesPerAgent: 0, wholeCases: 0 } };

export const CATALOGUE = fileURLToPath(new URL('../../../catalogue', import.meta.url));

export async function startGeneratorStack(
  options: {
    model?: OfflineModelOptions;
    baseUrl?: string;
    overrides?: Partial<Context>;
    prices?: Config['prices'];
  } = {},
) {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase({ services: [] }));
  const model = stack.use(await startOfflineModel(options.model ?? {}));
  const unused = () => Promise.reject(new NexError('internal', 'not called here'));
  const published: string[] = [];
  const runtime = stack.use(
    await startRpcServer(
      [
        implement(RuntimeService, {
          putBundle: async ({ files }) => {
            const loaded = await loadFramework(bundleSource(files), { environment: {} });
            const digest = bundleDigest(files);
            published.push(digest);
            return { digest, agents: loaded.framework.agents.map((agent) => agent.name) };
          },
          createRuns: unused,
          getRun: unused,
          cancelRun: unused,
          getTrajectory: unused,
          addMessage: unused,
          listPermissions: unused,
          decidePermission: unused,
          listEndedRuns: unused,
          getCassette: unused,
          getTool: unused,
          callTool: unused,
          async *watchRuns() {},
          async *streamRunEvents() {},
        }),
      ],
      { host: '127.0.0.1', port: 0 },
    ),
  );
  const config: Config = {
    databaseUrl: database.url,
    redisUrl: undefined,
    metrics: true,
    queuePrefix: 'test',
    host: '127.0.0.1',
    httpPort: 0,
    drainDelayMs: 0,
    grpcPort: 0,
    runtimeAddress: runtime.address,
    catalogueDirectory: CATALOGUE,
    serversDirectory: '/nonexistent',
    model: { baseUrl: options.baseUrl ?? model.url, apiKey: undefined, model: 'nex-offline-1' },
    prices: options.prices,
    rateLimits: undefined,
    synthesisSandbox: 'plain',
    sandboxImage: undefined,
    otlpEndpoint: undefined,
    logLevel: 'silent',
  };
  const start = async () => {
    const parts = new AsyncDisposableStack();
    const context = parts.use(await createContext(config, options.overrides));
    const running = parts.use(await startGenerator(context));
    return { ...running, context, [Symbol.asyncDispose]: () => parts.disposeAsync() };
  };
  return { start, config, model, published, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
