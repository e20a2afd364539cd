/**
 * Three runtime workers beside one, each a process of its own as it is deployed, on a load that waits for the model: rate of
 * model calls, and how many times that of one worker. `node bench/scaling.ts [runs at once per worker] [latency ms] [steps]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, many, sql } from '@nex/postgres';
import { createRpcClient, RuntimeService } from '@nex/rpc';
import * as z from 'zod';
import { createReplicas } from '../test/e2e/support/replicas.ts';
import { machine, openTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { startStack } from './stack.ts';

const CONCURRENCY = Number(process.argv[2] ?? 32);
const LATENCY_MS = Number(process.argv[3] ?? 2000);
/** Per worker and lane. */
const RUNS_EACH = 2;
const STEPS = Number(process.argv[4] ?? 10);
const FILES = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: adder
system_prompt: You add.
llm_config: {}
tools:
  - { name: add, yaml_path: add.tool.yaml, binding: builtin:complete_task, extra_kwargs: { result: '12' } }
max_iterations: 100
`,
  },
  {
    path: 'add.tool.yaml',
    content: `type: tool
name: add
description: Adds two numbers.
input_schema:
  type: object
  properties: { a: { type: number }, b: { type: number } }
  required: [a, b]
`,
  },
];

using server = await startModelServer();
await using stack = await startStack();
const print = openTable(
  `Runtime workers, ${LATENCY_MS} ms latency, ${CONCURRENCY} runs at once each (${machine()})`,
);
let one = 0;
for (const workers of [1, 2, 3]) {
  const rate = await measureRate(workers);
  one ||= rate;
  print({
    workers,
    'model calls per s': round(rate, 1),
    'of one worker': round(rate / one, 2),
    'of ideal': `${round((rate * LATENCY_MS) / 10 / (workers * CONCURRENCY), 1)} %`,
  });
}

/** Model calls per second over the middle of the load: without the first and the last fifth of the answers. */
async function measureRate(workers: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'nex-scaling-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(folder, { recursive: true, force: true }));
  const databaseUrl = await stack.createDatabase();
  const replicas = cleaning.use(await createReplicas('runtime', folder));
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    LLM_BASE_URL: server.url(LATENCY_MS, STEPS),
    LLM_MODEL: 'bench',
    RUN_CONCURRENCY: `${CONCURRENCY}`,
    NEX_DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
  };
  for (let count = 0; count < workers; count += 1) await replicas.grow(environment);
  const runtime = cleaning.use(createRpcClient(RuntimeService, `127.0.0.1:${replicas.grpc?.port}`));
  const { digest } = await runtime.putBundle({
    files: FILES.map(({ path, content }) => ({ path, content })),
  });
  const runs = workers * CONCURRENCY * RUNS_EACH;
  await runtime.createRuns({
    runs: Array.from({ length: runs }, (_, seed) => ({
      frameworkDigest: digest,
      input: 'Add.',
      seed,
      idempotencyKey: `${seed}`,
    })),
  });
  await using pool = createPool({ url: databaseUrl, max: 1 });
  const left = async () =>
    (
      await many(
        pool,
        z.object({ left: z.coerce.number() }),
        sql`select count(*) as left from runtime.runs where finished_at is null`,
      )
    )[0]?.left;
  while ((await left()) !== 0) await new Promise((resolve) => setTimeout(resolve, 500));
  const [told] = await many(
    pool,
    z.object({ calls: z.coerce.number(), seconds: z.coerce.number() }),
    sql`with steps as (select created_at, percent_rank() over (order by created_at) as place from runtime.model_steps)
      select count(*) as calls, extract(epoch from max(created_at) - min(created_at)) as seconds
      from steps where place between 0.2 and 0.8`,
  );
  return (told?.calls ?? 0) / (told?.seconds ?? 1);
}
