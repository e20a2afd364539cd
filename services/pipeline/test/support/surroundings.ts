/** Everything around one pipeline: a database, a generator, a runtime, a model. Pipelines come and go on top. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Build, type CreateBuild } from '@nex/core';
import { createPool, type Pool } from '@nex/postgres';
import { createTestDatabase } from '@nex/testkit';
import {
  createContext,
  type PipelineContext,
  type RunningPipeline,
  readConfig,
  startPipeline,
} from '../../src/service.ts';
import { FRAMEWORK_ID } from './framework.ts';
import { startGenerator, type TestGenerator } from './generator.ts';
import { ModelServer } from './model-server.ts';
import { type RuntimeScript, TestRuntime } from './runtime.ts';

export interface Surroundings extends AsyncDisposable {
  pool: Pool;
  generator: TestGenerator;
  runtime: TestRuntime;
  model: ModelServer;
  dataDirectory: string;
  environment: Record<string, string>;
}

/** `databaseUrl`: an empty database of the caller's, for work outside of the test runner. */
export async function setUp(script: RuntimeScript = {}, databaseUrl?: string): Promise<Surroundings> {
  await using making = new AsyncDisposableStack();
  const url = databaseUrl ?? making.use(await createTestDatabase({ services: ['pipeline'] })).url;
  const pool = making.use(createPool({ url, max: 4 }));
  const generator = making.use(await startGenerator());
  const runtime = making.use(await TestRuntime.start(script));
  const model = making.use(await ModelServer.start());
  const dataDirectory = await mkdtemp(join(tmpdir(), 'nex-pipeline-test-'));
  making.defer(() => rm(dataDirectory, { recursive: true, force: true }));
  const environment = {
    DATABASE_URL: url,
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    RUNTIME_GRPC_ADDRESS: runtime.address,
    GENERATOR_GRPC_ADDRESS: generator.address,
    LLM_BASE_URL: model.baseUrl,
    LLM_MODEL: 'nex-offline-1',
    RUN_RETRY_DELAY_MS: '20',
    NEX_DATA_DIR: dataDirectory,
    LOG_LEVEL: process.env['PIPELINE_TEST_LOG'] ?? 'silent',
  };
  const owned = making.move();
  return {
    pool,
    generator,
    runtime,
    model,
    dataDirectory,
    environment,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export async function startOn(
  around: Surroundings,
  overrides: Partial<PipelineContext> = {},
): Promise<RunningPipeline> {
  await using starting = new AsyncDisposableStack();
  const context = starting.use(await createContext(readConfig(around.environment), overrides));
  const running = starting.use(await startPipeline(context));
  const owned = starting.move();
  const { httpUrl, grpcAddress } = running;
  return { httpUrl, grpcAddress, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export interface Answer {
  status: number;
  body: unknown;
}

export async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

export async function create(url: string, spec: Partial<CreateBuild> = {}): Promise<Build> {
  const { body } = await call(url, 'POST', '/v1/builds', { frameworkId: FRAMEWORK_ID, queries: 12, ...spec });
  return Build.parse(body);
}

/** Follows the build's events until it is in one of the states; the snapshot that says so. */
export async function until(url: string, id: string, ...states: Build['state'][]): Promise<Build> {
  const stop = new AbortController();
  const response = await fetch(`${url}/v1/builds/${id}/events`, { signal: stop.signal });
  let text = '';
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const events = [...text.matchAll(/^data: (.*)\n/gm)].map(([, data]) =>
        Build.parse(JSON.parse(data ?? '')),
      );
      const found = events.find(({ state }) => states.includes(state));
      if (found) return found;
    }
  } finally {
    stop.abort();
  }
  throw new Error(`the build was never ${states.join(' or ')}`);
}

/** Follows the build's events until it ends; every snapshot on the way. */
export async function follow(url: string, id: string): Promise<Build[]> {
  const response = await fetch(`${url}/v1/builds/${id}/events`);
  const text = await response.text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => Build.parse(JSON.parse(data ?? '')));
}

export async function finish(url: string, id: string): Promise<Build> {
  const last = (await follow(url, id)).at(-1);
  if (!last) throw new Error('the build sent no event');
  return last;
}
