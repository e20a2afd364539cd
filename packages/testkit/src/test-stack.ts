/** The whole platform for one test file: its own database, folder and ports, with the offline model. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, type StackOptions, startStack } from '@nex/cli/stack';
import { type Client, createClient } from '@nex/client';
import { createTestDatabase } from './test-database.ts';

export interface TestStackOptions {
  /** Added to the environment of every process. `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
  services?: StackOptions['services'];
  /** Server for its database. Default: the one of the global set-up. */
  serverUrl?: string;
}

export interface TestStack extends AsyncDisposable {
  stack: Stack;
  /** Client of its gateway. It is patient: a service may be down for a while. */
  client: Client;
  home: string;
  databaseUrl: string;
}

/** Variables of the developer's shell that would change what is tested. */
const FOREIGN =
  /^(LLM_|RUNTIME_|GENERATOR_|PIPELINE_|JUDGE_|NEX_|OTEL_|QUEUE_|REDIS_URL|DATABASE_URL|CATALOGUE_DIR|HTTP_PORT|GRPC_PORT|RUN_CONCURRENCY|LOG_LEVEL)/;

/** Settles when every service is ready. Disposing stops everything and drops database and folder. */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const database = await createTestDatabase({
    services: [],
    ...(options.serverUrl ? { serverUrl: options.serverUrl } : {}),
  });
  const home = await mkdtemp(join(tmpdir(), 'nex-test-home-'));
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const clear = async () => {
    await rm(home, { recursive: true, force: true });
    await database.drop();
  };
  try {
    const stack = await startStack({
      home,
      env: { ...own, DATABASE_URL: database.url, ...options.env },
      ...(options.services ? { services: options.services } : {}),
    });
    const client = createClient({
      baseUrl: stack.urls.gateway,
      retry: { attempts: 40, baseMs: 100, maxMs: 1_000 },
    });
    return {
      stack,
      client,
      home,
      databaseUrl: database.url,
      async [Symbol.asyncDispose]() {
        await stack.stop();
        await clear();
      },
    };
  } catch (thrown) {
    await clear();
    throw thrown;
  }
}
