/** The service in this process, on a database of its own and free ports. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRpcClient, type RpcClient, RuntimeService } from '@nex/rpc';
import { createLogger } from '@nex/telemetry';
import { createTestDatabase } from '@nex/testkit';
import { probeSandbox, type SandboxProbe } from '@nex/tools';
import { ensureBubblewrap } from '../../../../packages/tools/test/support/bubblewrap.ts';
import { type Config, type Context, createContext, readConfig, startRuntime } from '../../src/service.ts';

export interface TestRuntime extends AsyncDisposable {
  url: string;
  databaseUrl: string;
  dataDirectory: string;
  config: Config;
  context: Context;
  rpc: RpcClient<typeof RuntimeService>;
  get(path: string): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  put(path: string, body: unknown): Promise<Response>;
}

export interface TestRuntimeOptions {
  modelUrl: string;
  model?: string;
  concurrency?: number;
  /** Another replica's: shares its database and data directory. */
  beside?: TestRuntime;
  environment?: Record<string, string>;
}

export function environmentOf(options: TestRuntimeOptions, databaseUrl: string, dataDirectory: string) {
  return {
    DATABASE_URL: databaseUrl,
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    LLM_BASE_URL: options.modelUrl,
    LLM_MODEL: options.model ?? 'scripted-1',
    RUN_CONCURRENCY: String(options.concurrency ?? 4),
    NEX_DATA_DIR: dataDirectory,
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    // Models and tools that a test holds come to no end.
    DRAIN_STEPS_MS: '0',
    ...options.environment,
  };
}

/** With a bubblewrap of the tests' own where the machine has none. */
function probeOnce(): () => Promise<SandboxProbe> {
  let probe: Promise<SandboxProbe> | undefined;
  return () => (probe ??= ensureBubblewrap().then(probeSandbox));
}

export async function startTestRuntime(options: TestRuntimeOptions): Promise<TestRuntime> {
  await using stack = new AsyncDisposableStack();
  const { beside } = options;
  const databaseUrl =
    beside?.databaseUrl ?? stack.use(await createTestDatabase({ services: ['runtime'] })).url;
  const dataDirectory = beside?.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'nex-runtime-')));
  if (!beside) stack.defer(() => rm(dataDirectory, { recursive: true, force: true }));
  const config = readConfig(environmentOf(options, databaseUrl, dataDirectory));
  const log = createLogger({ service: 'runtime', level: config.logLevel });
  const context = stack.use(await createContext(config, { log, sandboxProbe: probeOnce() }));
  const runtime = stack.use(await startRuntime(context));
  const rpc = stack.use(createRpcClient(RuntimeService, runtime.grpcAddress));
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${runtime.httpUrl}${path}`, {
      method,
      ...(body === undefined
        ? { headers }
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }),
    });
  const owned = stack.move();
  return {
    url: runtime.httpUrl,
    databaseUrl,
    dataDirectory,
    config,
    context,
    rpc,
    get: (path) => send('GET', path),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body) => send('PUT', path, body),
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
    },
  };
}
