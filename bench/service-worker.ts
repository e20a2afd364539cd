/** The runtime in a process of its own, so that its CPU can be told from that of the database and the model server. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { many, type Pool, sql } from '@nex/postgres';
import * as z from 'zod';
import { putBundle } from '../services/runtime/src/bundles/put-bundle.ts';
import { createRuns } from '../services/runtime/src/runs/create-run.ts';
import { createContext, readConfig, startRuntime } from '../services/runtime/src/service.ts';
import { packLogs } from '../services/runtime/src/store/packed-logs.ts';
import { measure } from './measure.ts';

interface Case {
  width: number;
  runs: number;
  baseUrl: string;
  databaseUrl: string;
  /** Length of a tool's result. */
  resultChars: number;
  /** Runs before those that count. */
  warmUp: number;
}

const CALLER = { tenant: 'default', actor: 'user:bench' };

const filesOf = (resultChars: number) => [
  {
    path: 'agent.yaml',
    content: `type: agent
name: adder
system_prompt: You add.
llm_config: {}
tools:
  - { name: add, yaml_path: add.tool.yaml, binding: builtin:complete_task, extra_kwargs: { result: '${randomText(resultChars)}' } }
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

/** Not to be compressed. */
function randomText(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}

process.once('message', (one: Case) => void run(one));

async function run({ width, runs, baseUrl, databaseUrl, resultChars, warmUp }: Case): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'nex-bench-'));
  const context = await createContext(
    readConfig({
      DATABASE_URL: databaseUrl,
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      LLM_BASE_URL: baseUrl,
      LLM_MODEL: 'bench',
      RUN_CONCURRENCY: String(width),
      NEX_DATA_DIR: dataDirectory,
      LOG_LEVEL: 'silent',
    }),
  );
  const runtime = await startRuntime(context);
  const { digest } = await putBundle(context, 'default', filesOf(resultChars));
  const work = async (count: number): Promise<void> => {
    const requests = Array.from({ length: count }, (_, seed) => ({
      frameworkDigest: digest,
      input: 'Add.',
      seed,
    }));
    const rows = await context.callers.run(CALLER, () => createRuns(context, 'default', requests));
    const ids = rows.map((row) => row.id);
    for await (const ended of context.finishedRuns.watch(ids, new AbortController().signal)) {
      if (ended.state !== 'completed') throw new Error(JSON.stringify(ended));
    }
  };
  // Machine code is made of what has run some thousand times.
  await work(warmUp);
  const measured = await measure(() => work(runs));
  const [told] = await many(
    context.pool,
    z.object({ calls: z.coerce.number(), messages: z.coerce.number() }),
    sql`select (select count(*) from runtime.model_steps) as calls,
      (select sum(octet_length(message::text)) from runtime.messages) as messages`,
  );
  const calls = ((told?.calls ?? 0) * runs) / (runs + warmUp);
  const stored = await readStoredBytes(context.pool);
  await packLogs(context.pool, 0, new AbortController().signal);
  const packed = await readStoredBytes(context.pool);
  process.send?.({ ...measured, calls, bytes: { stored, packed, messages: told?.messages } });
  await runtime[Symbol.asyncDispose]();
  await context[Symbol.asyncDispose]();
  await rm(dataDirectory, { recursive: true, force: true });
}

const LOG = ['messages', 'events', 'model_steps', 'tool_calls', 'packed_logs'] as const;

/** Of runs and their logs, indexes included, without the pages that rows left behind and that the next ones take. */
async function readStoredBytes(pool: Pool): Promise<number> {
  for (const table of LOG) {
    await pool.query({ text: `vacuum runtime.${table}`, values: [] });
    await pool.query({ text: `reindex table runtime.${table}`, values: [] });
  }
  const [row] = await many(
    pool,
    z.object({ bytes: z.coerce.number() }),
    sql`select sum(pg_total_relation_size(c.oid)) as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'runtime' and c.relkind = 'r' and c.relname = any(${[...LOG, 'runs', 'run_trees']})`,
  );
  return row?.bytes ?? 0;
}
